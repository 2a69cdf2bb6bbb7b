"""Literature that methods are taken from, as it is cited: data, in the language of each title."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ALWAYS = (
    (
        "OECD and European Commission, Joint Research Centre (2008). Handbook on Constructing Composite "
        "Indicators: Methodology and User Guide. OECD Publishing, Paris."
    ),
    "Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika 16, 297–334.",
    "Horn, J. L. (1965). A rationale and test for the number of factors in factor analysis. Psychometrika 30, 179–185.",
    "Kaiser, H. F. (1974). An index of factorial simplicity. Psychometrika 39, 31–36.",
    (
        "Paruolo, P., Saisana, M., Saltelli, A. (2013). Ratings and rankings: voodoo or science? Journal of "
        "the Royal Statistical Society, Series A 176(3), 609–634."
    ),
    "World Intellectual Property Organization (2023). Global Innovation Index 2023. WIPO, Geneva.",
)
AUDITED = (
    (
        "Jansen, M. J. W. (1999). Analysis of variance designs for model output. Computer Physics "
        "Communications 117, 35–43."
    ),
    (
        "Saisana, M., Saltelli, A., Tarantola, S. (2005). Uncertainty and sensitivity analysis techniques as "
        "tools for the quality assessment of composite indicators. Journal of the Royal Statistical Society, "
        "Series A 168(2), 307–323."
    ),
    (
        "Saltelli, A., Annoni, P., Azzini, I., Campolongo, F., Ratto, M., Tarantola, S. (2010). Variance "
        "based sensitivity analysis of model output. Computer Physics Communications 181(2), 259–270."
    ),
)
POTENTIAL = (
    "Santos Silva, J. M. C., Tenreyro, S. (2006). The log of gravity. The Review of Economics and "
    "Statistics 88(4), 641–658."
)
COMPARED = (
    "Shapley, L. S. (1953). A value for n-person games. In: Contributions to the Theory of Games II. "
    "Princeton University Press, 307–317."
)
MAZZIOTTA_PARETO = (
    "Mazziotta, M., Pareto, A. (2016). On a generalized non-compensatory composite index for measuring "
    "socio-economic phenomena. Social Indicators Research 127, 983–1003."
)
OF_METHODS: Mapping[str, str] = {
    "ahp": "Saaty, T. L. (1980). The Analytic Hierarchy Process. McGraw-Hill, New York.",
    "ampi": MAZZIOTTA_PARETO,
    "bod": (
        "Cherchye, L., Moesen, W., Rogge, N., Van Puyenbroeck, T. (2007). An introduction to ‘benefit of the "
        "doubt’ composite indicators. Social Indicators Research 82, 111–145."
    ),
    "boxcox": (
        "Box, G. E. P., Cox, D. R. (1964). An analysis of transformations. Journal of the Royal Statistical "
        "Society, Series B 26(2), 211–252."
    ),
    "chained": (
        "van Buuren, S., Groothuis-Oudshoorn, K. (2011). mice: Multivariate imputation by chained equations "
        "in R. Journal of Statistical Software 45(3)."
    ),
    "copeland": (
        "Munda, G., Nardo, M. (2009). Noncompensatory/nonlinear composite indicators for ranking countries: a"
        " defensible setting. Applied Economics 41(12), 1513–1523."
    ),
    "critic": (
        "Diakoulaki, D., Mavrotas, G., Papayannakis, L. (1995). Determining objective weights in multiple "
        "criteria problems: the CRITIC method. Computers & Operations Research 22(7), 763–770."
    ),
    "mpi": MAZZIOTTA_PARETO,
    "optimised": (
        "Becker, W., Saisana, M., Paruolo, P., Vandecasteele, I. (2017). Weights and importance in composite "
        "indicators: closing the gap. Ecological Indicators 80, 12–22."
    ),
    "owa": (
        "Yager, R. R. (1988). On ordered weighted averaging aggregation operators in multicriteria "
        "decisionmaking. IEEE Transactions on Systems, Man, and Cybernetics 18(1), 183–190."
    ),
    "pca_rotated": (
        "Nicoletti, G., Scarpetta, S., Boylaud, O. (2000). Summary indicators of product market regulation "
        "with an extension to employment protection legislation. OECD Economics Department Working Papers "
        "226."
    ),
}
OF_DEFINITIONS: Mapping[str, str] = {
    "Arvis and Shepherd 2011": (
        "Arvis, J.-F., Shepherd, B. (2011). The Air Connectivity Index: Measuring Integration in the Global Air "
        "Transport Network. World Bank Policy Research Working Paper 5722."
    ),
    "Becker et al. 2021": (
        "Becker, W., Domínguez-Torreiro, M., Neves, A. R., Tacão Moura, C., Saisana, M. (2021). Exploring the link "
        "between Asia and Europe connectivity and sustainable development. Research in Globalization 3, 100045."
    ),
    "Boldi and Vigna 2014": (
        "Boldi, P., Vigna, S. (2014). Axioms for centrality. Internet Mathematics 10(3–4), 222–262."
    ),
    "Brandes 2001": (
        "Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of Mathematical Sociology 25(2), "
        "163–177."
    ),
    "Brin and Page 1998": (
        "Brin, S., Page, L. (1998). The anatomy of a large-scale hypertextual Web search engine. Computer Networks "
        "and ISDN Systems 30(1–7), 107–117."
    ),
    "Freeman 1977": (
        "Freeman, L. C. (1977). A set of measures of centrality based on betweenness. Sociometry 40(1), 35–41."
    ),
    "Fugazza and Hoffmann 2017": (
        "Fugazza, M., Hoffmann, J. (2017). Liner shipping connectivity as determinant of trade. Journal of Shipping "
        "and Trade 2, 1."
    ),
    "Hopcroft and Tarjan 1973": (
        "Hopcroft, J., Tarjan, R. (1973). Algorithm 447: efficient algorithms for graph manipulation. "
        "Communications of the ACM 16(6), 372–378."
    ),
    "Santos Silva and Tenreyro 2006": POTENTIAL,
}
"""Works that definitions of indicators cite, by the citation as it stands there, without brackets and commas."""
