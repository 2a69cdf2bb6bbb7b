"""The literal table behind ``places``."""

# unit|iso2|gec|region|UN subregion (M49)|sovereign|name; "-" is "none". XKX is the customary code of
# Kosovo. Places without inhabitants or records (Antarctica, Bouvet, Heard, South Georgia, French Southern
# Lands) are left out.
TABLE = """
ABW|AW|AA|LAC|Caribbean|NLD|Aruba
AFG|AF|AF|SA|Southern Asia|-|Afghanistan
AGO|AO|AO|SSA|Middle Africa|-|Angola
AIA|AI|AV|LAC|Caribbean|GBR|Anguilla
ALA|AX|-|ECA|Northern Europe|FIN|Åland Islands
ALB|AL|AL|ECA|Southern Europe|-|Albania
AND|AD|AN|ECA|Southern Europe|-|Andorra
ARE|AE|AE|MENA|Western Asia|-|United Arab Emirates
ARG|AR|AR|LAC|South America|-|Argentina
ARM|AM|AM|ECA|Western Asia|-|Armenia
ASM|AS|AQ|EAP|Polynesia|USA|American Samoa
ATG|AG|AC|LAC|Caribbean|-|Antigua and Barbuda
AUS|AU|AS|EAP|Australia and New Zealand|-|Australia
AUT|AT|AU|ECA|Western Europe|-|Austria
AZE|AZ|AJ|ECA|Western Asia|-|Azerbaijan
BDI|BI|BY|SSA|Eastern Africa|-|Burundi
BEL|BE|BE|ECA|Western Europe|-|Belgium
BEN|BJ|BN|SSA|Western Africa|-|Benin
BES|BQ|-|LAC|Caribbean|NLD|Caribbean Netherlands
BFA|BF|UV|SSA|Western Africa|-|Burkina Faso
BGD|BD|BG|SA|Southern Asia|-|Bangladesh
BGR|BG|BU|ECA|Eastern Europe|-|Bulgaria
BHR|BH|BA|MENA|Western Asia|-|Bahrain
BHS|BS|BF|LAC|Caribbean|-|Bahamas
BIH|BA|BK|ECA|Southern Europe|-|Bosnia and Herzegovina
BLM|BL|TB|LAC|Caribbean|FRA|Saint Barthélemy
BLR|BY|BO|ECA|Eastern Europe|-|Belarus
BLZ|BZ|BH|LAC|Central America|-|Belize
BMU|BM|BD|NA|Northern America|GBR|Bermuda
BOL|BO|BL|LAC|South America|-|Bolivia
BRA|BR|BR|LAC|South America|-|Brazil
BRB|BB|BB|LAC|Caribbean|-|Barbados
BRN|BN|BX|EAP|South-eastern Asia|-|Brunei
BTN|BT|BT|SA|Southern Asia|-|Bhutan
BWA|BW|BC|SSA|Southern Africa|-|Botswana
CAF|CF|CT|SSA|Middle Africa|-|Central African Republic
CAN|CA|CA|NA|Northern America|-|Canada
CCK|CC|CK|EAP|Australia and New Zealand|AUS|Cocos Islands
CHE|CH|SZ|ECA|Western Europe|-|Switzerland
CHL|CL|CI|LAC|South America|-|Chile
CHN|CN|CH|EAP|Eastern Asia|-|China
CIV|CI|IV|SSA|Western Africa|-|Côte d'Ivoire
CMR|CM|CM|SSA|Middle Africa|-|Cameroon
COD|CD|CG|SSA|Middle Africa|-|DR Congo
COG|CG|CF|SSA|Middle Africa|-|Republic of the Congo
COK|CK|CW|EAP|Polynesia|NZL|Cook Islands
COL|CO|CO|LAC|South America|-|Colombia
COM|KM|CN|SSA|Eastern Africa|-|Comoros
CPV|CV|CV|SSA|Western Africa|-|Cabo Verde
CRI|CR|CS|LAC|Central America|-|Costa Rica
CUB|CU|CU|LAC|Caribbean|-|Cuba
CUW|CW|UC|LAC|Caribbean|NLD|Curaçao
CXR|CX|KT|EAP|Australia and New Zealand|AUS|Christmas Island
CYM|KY|CJ|LAC|Caribbean|GBR|Cayman Islands
CYP|CY|CY|ECA|Western Asia|-|Cyprus
CZE|CZ|EZ|ECA|Eastern Europe|-|Czechia
DEU|DE|GM|ECA|Western Europe|-|Germany
DJI|DJ|DJ|MENA|Eastern Africa|-|Djibouti
DMA|DM|DO|LAC|Caribbean|-|Dominica
DNK|DK|DA|ECA|Northern Europe|-|Denmark
DOM|DO|DR|LAC|Caribbean|-|Dominican Republic
DZA|DZ|AG|MENA|Northern Africa|-|Algeria
ECU|EC|EC|LAC|South America|-|Ecuador
EGY|EG|EG|MENA|Northern Africa|-|Egypt
ERI|ER|ER|SSA|Eastern Africa|-|Eritrea
ESH|EH|WI|MENA|Northern Africa|-|Western Sahara
ESP|ES|SP|ECA|Southern Europe|-|Spain
EST|EE|EN|ECA|Northern Europe|-|Estonia
ETH|ET|ET|SSA|Eastern Africa|-|Ethiopia
FIN|FI|FI|ECA|Northern Europe|-|Finland
FJI|FJ|FJ|EAP|Melanesia|-|Fiji
FLK|FK|FK|LAC|South America|GBR|Falkland Islands
FRA|FR|FR|ECA|Western Europe|-|France
FRO|FO|FO|ECA|Northern Europe|DNK|Faroe Islands
FSM|FM|FM|EAP|Micronesia|-|Micronesia
GAB|GA|GB|SSA|Middle Africa|-|Gabon
GBR|GB|UK|ECA|Northern Europe|-|United Kingdom
GEO|GE|GG|ECA|Western Asia|-|Georgia
GGY|GG|GK|ECA|Northern Europe|GBR|Guernsey
GHA|GH|GH|SSA|Western Africa|-|Ghana
GIB|GI|GI|ECA|Southern Europe|GBR|Gibraltar
GIN|GN|GV|SSA|Western Africa|-|Guinea
GLP|GP|GP|LAC|Caribbean|FRA|Guadeloupe
GMB|GM|GA|SSA|Western Africa|-|Gambia
GNB|GW|PU|SSA|Western Africa|-|Guinea-Bissau
GNQ|GQ|EK|SSA|Middle Africa|-|Equatorial Guinea
GRC|GR|GR|ECA|Southern Europe|-|Greece
GRD|GD|GJ|LAC|Caribbean|-|Grenada
GRL|GL|GL|NA|Northern America|DNK|Greenland
GTM|GT|GT|LAC|Central America|-|Guatemala
GUF|GF|FG|LAC|South America|FRA|French Guiana
GUM|GU|GQ|EAP|Micronesia|USA|Guam
GUY|GY|GY|LAC|South America|-|Guyana
HKG|HK|HK|EAP|Eastern Asia|CHN|Hong Kong
HND|HN|HO|LAC|Central America|-|Honduras
HRV|HR|HR|ECA|Southern Europe|-|Croatia
HTI|HT|HA|LAC|Caribbean|-|Haiti
HUN|HU|HU|ECA|Eastern Europe|-|Hungary
IDN|ID|ID|EAP|South-eastern Asia|-|Indonesia
IMN|IM|IM|ECA|Northern Europe|GBR|Isle of Man
IND|IN|IN|SA|Southern Asia|-|India
IOT|IO|IO|SSA|Eastern Africa|GBR|British Indian Ocean Territory
IRL|IE|EI|ECA|Northern Europe|-|Ireland
IRN|IR|IR|MENA|Southern Asia|-|Iran
IRQ|IQ|IZ|MENA|Western Asia|-|Iraq
ISL|IS|IC|ECA|Northern Europe|-|Iceland
ISR|IL|IS|MENA|Western Asia|-|Israel
ITA|IT|IT|ECA|Southern Europe|-|Italy
JAM|JM|JM|LAC|Caribbean|-|Jamaica
JEY|JE|JE|ECA|Northern Europe|GBR|Jersey
JOR|JO|JO|MENA|Western Asia|-|Jordan
JPN|JP|JA|EAP|Eastern Asia|-|Japan
KAZ|KZ|KZ|ECA|Central Asia|-|Kazakhstan
KEN|KE|KE|SSA|Eastern Africa|-|Kenya
KGZ|KG|KG|ECA|Central Asia|-|Kyrgyzstan
KHM|KH|CB|EAP|South-eastern Asia|-|Cambodia
KIR|KI|KR|EAP|Micronesia|-|Kiribati
KNA|KN|SC|LAC|Caribbean|-|Saint Kitts and Nevis
KOR|KR|KS|EAP|Eastern Asia|-|South Korea
KWT|KW|KU|MENA|Western Asia|-|Kuwait
LAO|LA|LA|EAP|South-eastern Asia|-|Laos
LBN|LB|LE|MENA|Western Asia|-|Lebanon
LBR|LR|LI|SSA|Western Africa|-|Liberia
LBY|LY|LY|MENA|Northern Africa|-|Libya
LCA|LC|ST|LAC|Caribbean|-|Saint Lucia
LIE|LI|LS|ECA|Western Europe|-|Liechtenstein
LKA|LK|CE|SA|Southern Asia|-|Sri Lanka
LSO|LS|LT|SSA|Southern Africa|-|Lesotho
LTU|LT|LH|ECA|Northern Europe|-|Lithuania
LUX|LU|LU|ECA|Western Europe|-|Luxembourg
LVA|LV|LG|ECA|Northern Europe|-|Latvia
MAC|MO|MC|EAP|Eastern Asia|CHN|Macao
MAF|MF|RN|LAC|Caribbean|FRA|Saint Martin
MAR|MA|MO|MENA|Northern Africa|-|Morocco
MCO|MC|MN|ECA|Western Europe|-|Monaco
MDA|MD|MD|ECA|Eastern Europe|-|Moldova
MDG|MG|MA|SSA|Eastern Africa|-|Madagascar
MDV|MV|MV|SA|Southern Asia|-|Maldives
MEX|MX|MX|LAC|Central America|-|Mexico
MHL|MH|RM|EAP|Micronesia|-|Marshall Islands
MKD|MK|MK|ECA|Southern Europe|-|North Macedonia
MLI|ML|ML|SSA|Western Africa|-|Mali
MLT|MT|MT|ECA|Southern Europe|-|Malta
MMR|MM|BM|EAP|South-eastern Asia|-|Myanmar
MNE|ME|MJ|ECA|Southern Europe|-|Montenegro
MNG|MN|MG|EAP|Eastern Asia|-|Mongolia
MNP|MP|CQ|EAP|Micronesia|USA|Northern Mariana Islands
MOZ|MZ|MZ|SSA|Eastern Africa|-|Mozambique
MRT|MR|MR|SSA|Western Africa|-|Mauritania
MSR|MS|MH|LAC|Caribbean|GBR|Montserrat
MTQ|MQ|MB|LAC|Caribbean|FRA|Martinique
MUS|MU|MP|SSA|Eastern Africa|-|Mauritius
MWI|MW|MI|SSA|Eastern Africa|-|Malawi
MYS|MY|MY|EAP|South-eastern Asia|-|Malaysia
MYT|YT|MF|SSA|Eastern Africa|FRA|Mayotte
NAM|NA|WA|SSA|Southern Africa|-|Namibia
NCL|NC|NC|EAP|Melanesia|FRA|New Caledonia
NER|NE|NG|SSA|Western Africa|-|Niger
NFK|NF|NF|EAP|Australia and New Zealand|AUS|Norfolk Island
NGA|NG|NI|SSA|Western Africa|-|Nigeria
NIC|NI|NU|LAC|Central America|-|Nicaragua
NIU|NU|NE|EAP|Polynesia|NZL|Niue
NLD|NL|NL|ECA|Western Europe|-|Netherlands
NOR|NO|NO|ECA|Northern Europe|-|Norway
NPL|NP|NP|SA|Southern Asia|-|Nepal
NRU|NR|NR|EAP|Micronesia|-|Nauru
NZL|NZ|NZ|EAP|Australia and New Zealand|-|New Zealand
OMN|OM|MU|MENA|Western Asia|-|Oman
PAK|PK|PK|SA|Southern Asia|-|Pakistan
PAN|PA|PM|LAC|Central America|-|Panama
PCN|PN|PC|EAP|Polynesia|GBR|Pitcairn Islands
PER|PE|PE|LAC|South America|-|Peru
PHL|PH|RP|EAP|South-eastern Asia|-|Philippines
PLW|PW|PS|EAP|Micronesia|-|Palau
PNG|PG|PP|EAP|Melanesia|-|Papua New Guinea
POL|PL|PL|ECA|Eastern Europe|-|Poland
PRI|PR|RQ|LAC|Caribbean|USA|Puerto Rico
PRK|KP|KN|EAP|Eastern Asia|-|North Korea
PRT|PT|PO|ECA|Southern Europe|-|Portugal
PRY|PY|PA|LAC|South America|-|Paraguay
PSE|PS|WE|MENA|Western Asia|-|Palestine
PYF|PF|FP|EAP|Polynesia|FRA|French Polynesia
QAT|QA|QA|MENA|Western Asia|-|Qatar
REU|RE|RE|SSA|Eastern Africa|FRA|Réunion
ROU|RO|RO|ECA|Eastern Europe|-|Romania
RUS|RU|RS|ECA|Eastern Europe|-|Russia
RWA|RW|RW|SSA|Eastern Africa|-|Rwanda
SAU|SA|SA|MENA|Western Asia|-|Saudi Arabia
SDN|SD|SU|SSA|Northern Africa|-|Sudan
SEN|SN|SG|SSA|Western Africa|-|Senegal
SGP|SG|SN|EAP|South-eastern Asia|-|Singapore
SHN|SH|SH|SSA|Western Africa|GBR|Saint Helena
SJM|SJ|SV|ECA|Northern Europe|NOR|Svalbard and Jan Mayen
SLB|SB|BP|EAP|Melanesia|-|Solomon Islands
SLE|SL|SL|SSA|Western Africa|-|Sierra Leone
SLV|SV|ES|LAC|Central America|-|El Salvador
SMR|SM|SM|ECA|Southern Europe|-|San Marino
SOM|SO|SO|SSA|Eastern Africa|-|Somalia
SPM|PM|SB|NA|Northern America|FRA|Saint Pierre and Miquelon
SRB|RS|RI|ECA|Southern Europe|-|Serbia
SSD|SS|OD|SSA|Eastern Africa|-|South Sudan
STP|ST|TP|SSA|Middle Africa|-|São Tomé and Príncipe
SUR|SR|NS|LAC|South America|-|Suriname
SVK|SK|LO|ECA|Eastern Europe|-|Slovakia
SVN|SI|SI|ECA|Southern Europe|-|Slovenia
SWE|SE|SW|ECA|Northern Europe|-|Sweden
SWZ|SZ|WZ|SSA|Southern Africa|-|Eswatini
SXM|SX|NN|LAC|Caribbean|NLD|Sint Maarten
SYC|SC|SE|SSA|Eastern Africa|-|Seychelles
SYR|SY|SY|MENA|Western Asia|-|Syria
TCA|TC|TK|LAC|Caribbean|GBR|Turks and Caicos Islands
TCD|TD|CD|SSA|Middle Africa|-|Chad
TGO|TG|TO|SSA|Western Africa|-|Togo
THA|TH|TH|EAP|South-eastern Asia|-|Thailand
TJK|TJ|TI|ECA|Central Asia|-|Tajikistan
TKL|TK|TL|EAP|Polynesia|NZL|Tokelau
TKM|TM|TX|ECA|Central Asia|-|Turkmenistan
TLS|TL|TT|EAP|South-eastern Asia|-|Timor-Leste
TON|TO|TN|EAP|Polynesia|-|Tonga
TTO|TT|TD|LAC|Caribbean|-|Trinidad and Tobago
TUN|TN|TS|MENA|Northern Africa|-|Tunisia
TUR|TR|TU|ECA|Western Asia|-|Türkiye
TUV|TV|TV|EAP|Polynesia|-|Tuvalu
TWN|TW|TW|EAP|Eastern Asia|-|Taiwan
TZA|TZ|TZ|SSA|Eastern Africa|-|Tanzania
UGA|UG|UG|SSA|Eastern Africa|-|Uganda
UKR|UA|UP|ECA|Eastern Europe|-|Ukraine
UMI|UM|-|EAP|Micronesia|USA|US Minor Outlying Islands
URY|UY|UY|LAC|South America|-|Uruguay
USA|US|US|NA|Northern America|-|United States
UZB|UZ|UZ|ECA|Central Asia|-|Uzbekistan
VAT|VA|VT|ECA|Southern Europe|-|Vatican City
VCT|VC|VC|LAC|Caribbean|-|Saint Vincent and the Grenadines
VEN|VE|VE|LAC|South America|-|Venezuela
VGB|VG|VI|LAC|Caribbean|GBR|British Virgin Islands
VIR|VI|VQ|LAC|Caribbean|USA|US Virgin Islands
VNM|VN|VM|EAP|South-eastern Asia|-|Vietnam
VUT|VU|NH|EAP|Melanesia|-|Vanuatu
WLF|WF|WF|EAP|Polynesia|FRA|Wallis and Futuna
WSM|WS|WS|EAP|Polynesia|-|Samoa
XKX|XK|KV|ECA|Southern Europe|-|Kosovo
YEM|YE|YM|MENA|Western Asia|-|Yemen
ZAF|ZA|SF|SSA|Southern Africa|-|South Africa
ZMB|ZM|ZA|SSA|Eastern Africa|-|Zambia
ZWE|ZW|ZI|SSA|Eastern Africa|-|Zimbabwe
"""
