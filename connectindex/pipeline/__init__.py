"""Pipeline: from an edition to its index, step by step.

`measure` reads what the records say of each unit (`Measured`), `prepare` imputes, screens, treats and normalises one
table or thousands at once, `score` walks the tree up, and `build` puts the steps together into a `Result`. An audit
makes the same calls with one axis more. Functions have the names of their modules, so that each is imported from there.
"""
