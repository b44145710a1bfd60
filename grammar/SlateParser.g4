// The whole language. Phrases are parser rules; newlines mean nothing; there are no actions.
// A rule that a message names in words is listed in compiler/syntax/expectations.cpp.
parser grammar SlateParser;
options { tokenVocab = SlateLexer; }

document        : (contract | schedule | amendment | scenario | conventionsModule | calendar | binding)* EOF;

// --- names -----------------------------------------------------------------------------------------------------------

name            : WORD | softWord;
// A word that may stand where no clause can begin: after a dot, before a colon, as a value.
anyWord         : WORD | CODE | softWord
                | AND | OR | NOT | IS | WITHIN | IN | OF | AT | BY | FOR | WHEN | TO | FROM | THEN | EACH | OTHERWISE | ELSE
                | WHERE | EXCLUDING | NUMERATOR;
softWord        : fieldWord | KEY | DIMENSION | REVISION | WITHDRAWN | RECORDED | NO | FROZEN | RECORD | SEEN | STATES | INITIALLY | GAPS | STEPS | ON;
// Heads of clauses that are no heads among the fields of records.
fieldWord       :
    ABOVE | ACTION | ACTIVITY | AFTER | ALL | AMENDMENT | AMENDMENTS | ANY | APPROVED | AS | ASSESSED | AVERAGE |
    AWAY | BACK | BASELINE | BEFORE | BEGAN | BELOW | BINDING | BONUS | CALCULATED | CALENDAR | CAP | CAPS | CASE | CHAIR |
    CHANGE | CHANGES | CHARGE | CLAIM | CLOCK | CONSECUTIVE | CONTRACT | CONVENTIONS | COUNT | COVERS | CREDIT |
    CREDITS | CURRENCY | CUSTOMER | DATA | DE | DECIDE | DECIDED | DEFINE | DELIMITER | DISPUTED | DISTINCT |
    DOCUMENT | DOWN | EARLIER | EARLIEST | EARN | EARNED | EFFECTIVE | EMPTY | END | ESCALATE | EVEN | EVENT |
    EVERY | EXCEPT | EXCLUSION | EXCLUSIONS | EXPECT | EXTENT | FAIL | FAILS | FAILURE | FIELD | FIRST | FLOOR | FORMAT |
    FORUM | FUNDED | GIVEN | GUARD | HALF | HIGHEST | HOLIDAY | HOLIDAYS | IF | IMPACT | IMPROVEMENT | INTERPOLATED |
    INTERVALS | KEPT | LAGGING | LAPSES | LAST | LATER | LEADING | LEAST | LEAVE | LEFT | LESS | LIMIT | LINEAR |
    MAXIMUM | MAY | MEAN | MEASURE | MEDIAN | MEETS | MET | METRIC | MINIMIS | MINIMUM | MISS | MISSED | MISSES |
    MISSING | MORE_WORD | MOST | NEXT | NONE | NOTICE | NOTWITHSTANDING | OBLIGATION | OBSERVED | ONE | ONLY | OUT |
    OUTCOME | OVER | OWED | PARTY | PAUSE | PER | PERCENTILE | PERIOD | PERIODS | PLACES | PLAN | POOLED |
    PRECEDENCE | PRO | POOL | PROBES | PROVIDER | RANGE | RATA | RATCHET | RATIO | RECALIBRATION | REFERENCE | RELIEF |
    REMEDIES | REPEATED | REPEATS | REPORTED | RESERVED | REVIEWS | ROSTER | ROUNDING | SCENARIO | SCHEDULE | SHARE | SHOWN |
    SILENCE | SINCE | SKIPPED | SOLE | STACK | START | STEP | STOP | SUM | TARGET | TERM | TERMINATE | THAN | THE |
    THROUGH | TIME | TIMELINE | TIMES | TOGETHER | TRIMMED | UNIQUE | UNTIL | UP | VALUE | VOLUME | WATCH |
    WEIGHTED | ZERO | ZONE;
// A name where a clause head may follow: heads are reserved here.
plainName       : WORD | CUSTOMER | PROVIDER | PARTY | DOCUMENT | CURRENCY | REFERENCE | ZONE | ACTION | NONE | MET | MISSED | DOWN | UP | FIRST | LAST | KEPT | DATA | EMPTY | FIELD | TIMES | PLAN | PERIOD | PERIODS
                | COVERS | HOLIDAY | OBSERVED
                | AVERAGE | COUNT | DISTINCT | MAXIMUM | MEDIAN | MINIMUM | PERCENTILE | SUM | VALUE;
nameList        : plainName (COMMA plainName)*;
fieldName       : WORD | fieldWord;
qualifiedName   : name (DOT anyWord)*;
text            : TEXT;
date            : DATE;
unitWord        : WORD | CALENDAR;
quantity        : (INTEGER | DECIMAL) unitWord unitWord?;
periodWord      : WORD | CODE | CALENDAR | CONTRACT;
// `calendar month`, `billing month from day 15`, `rolling 30 days evaluated each day`
periodName      : periodWord WORD? (FROM WORD INTEGER)? | WORD INTEGER WORD (WORD EACH WORD)?;
// `2025-10-01 to 2025-10-14`: a part of a period that an amendment split
periodLiteral   : MONTH | QUARTER | WEEK | NAMED_PERIOD | DATE (TO DATE)? | INTEGER;
money           : CODE (INTEGER | DECIMAL | GROUPED);
scope           : (FOR EACH plainName (COMMA EACH plainName)*)? (EACH periodName)?;
silence         : SILENCE anyWord TARGET?;

// --- contract --------------------------------------------------------------------------------------------------------

contract        : CONTRACT text (REFERENCE text)? LBRACE headerItem* RBRACE;
headerItem      : partyItem | termItem | zoneItem | currencyItem | calendarUse | conventionsItem | precedenceItem | remediesItem | decision;
partyItem       : (CUSTOMER | PROVIDER | PARTY) plainName text;
termItem        : TERM date (THROUGH | UNTIL) date;
zoneItem        : TIME ZONE text;
currencyItem    : CURRENCY CODE;
calendarUse     : CALENDAR plainName IS qualifiedName;
conventionsItem : CONVENTIONS plainName (DOT anyWord)*;
precedenceItem  : PRECEDENCE precedenceName (COMMA precedenceName)*;
precedenceName  : AMENDMENTS | SCHEDULE LETTER | DOCUMENT text;
remediesItem    : REMEDIES CREDITS SOLE (EXCEPT plainName)?;
decision        : DECIDE plainName IS (quantity | anyWord) text?;
conventionsModule : CONVENTIONS plainName text? LBRACE decision* RBRACE;

schedule        : SCHEDULE LETTER text? LBRACE clause* RBRACE;
clause          : CLAUSE_NUMBER? clauseBody;
clauseBody      : RESERVED | define | roster | charge | event | metric | exclusion | obligation
                | stacking | pool | calendar | caseClause | clock | timeline | watch | forum | improvement | recalibration;

define          : DEFINE plainName text? IS expression;
roster          : ROSTER plainName text? OF plainName memberList?;
memberList      : LBRACE member* RBRACE;
member          : text (FROM date)? ((THROUGH | UNTIL) date)?;
charge          : CHARGE plainName text? scope COLON name;

event           : EVENT plainName text? LBRACE eventItem* RBRACE;
eventItem       : NO KEY | eventField | frozen | recordKept;
eventField      : fieldRole? fieldName (COMMA fieldName)* COLON fieldType groups? otherwiseGroup?;
fieldRole       : KEY | DIMENSION | REVISION | WITHDRAWN | RECORDED;
fieldType       : ONE OF anyWord (COMMA anyWord)* QUESTION?
                | name (OF plainName)? (TO INTEGER PLACES)? (AT LEAST INTEGER)? QUESTION?;
groups          : FROM plainName | SEEN SINCE THE TERM BEGAN | SEEN IN THE PERIOD;
otherwiseGroup  : OTHERWISE (text | anyWord);
frozen          : FROZEN nameList AT FIRST REVISION;
recordKept      : RECORD KEPT BY plainName (IN text)? (COMMA DISPUTED WITHIN quantity)? (COMMA silence)?;

// --- metrics and exclusions ------------------------------------------------------------------------------------------

metric          : METRIC plainName text? designFact* LBRACE metricItem* RBRACE;
designFact      : OUTCOME | ACTIVITY | LAGGING | LEADING (FOR plainName)?;
metricItem      : ratioOf | aggregateOf | valueItem | shareOf | derivedOf | whereItem | numeratorItem | excludingItem | reportedItem | baselineItem | impactItem;
ratioOf         : RATIO OF itemSource (WEIGHTED BY expression)?;
aggregateOf     : aggregator OF itemSource;
aggregator      : COUNT | SUM | AVERAGE | MINIMUM | MAXIMUM | DISTINCT | (MEDIAN | PERCENTILE (INTEGER | DECIMAL)) (INTERPOLATED | WORD WITHIN PERCENT)?;
valueItem       : VALUE expression;
itemSource      : plainName plainName (BY expression)?;
shareOf         : SHARE OF plainName IN plainName (OR plainName)*;
// Out of the values of other metrics.
derivedOf       : CALCULATED AS derivation;
derivation      : plainName SINCE START OF periodName
                | plainName OVER LAST INTEGER PERIODS
                | MEAN OF plainName OVER (LAST INTEGER PERIODS | EACH plainName | bucketWidth)
                | SHARE OF plainName level OVER bucketWidth
                | CHANGE OF plainName FROM WORD PERIOD
                | expression;
bucketWidth     : EACH quantity (COMMA EMPTY (LEFT OUT | expression))?;
whereItem       : WHERE expression;
numeratorItem   : NUMERATOR WHEN expression;
excludingItem   : EXCLUDING exclusionUse (COMMA exclusionUse)*;
exclusionUse    : WHEN expression | plainName;
reportedItem    : REPORTED scope;
baselineItem    : BASELINE expression IN periodLiteral;
impactItem      : IMPACT expression PER plainName (COMMA SHOWN BY text)?;

exclusion       : EXCLUSION plainName text? OF plainName plainName? LBRACE exclusionItem* RBRACE;
exclusionItem   : WHEN expression | noticeItem | decidedItem | budgetItem | onlyInItem;
noticeItem      : NOTICE BY plainName TO plainName (WITHIN | AT LEAST) quantity (AFTER | BEFORE) (START | expression);
decidedItem     : DECIDED BY plainName ON text WITHIN quantity COMMA silence;
budgetItem      : AT MOST (PERCENT OF VOLUME | quantity) scope (COMMA EARLIEST FIRST)?;
onlyInItem      : ONLY IN weekHours;

// --- obligations -----------------------------------------------------------------------------------------------------

obligation      : OBLIGATION plainName text? (OWED BY plainName TO plainName)? LBRACE obligationItem* RBRACE;
obligationItem  : measureItem | targetItem | minimumItem | volumeItem | emptyItem | creditItem | bonusItem | repeatsItem | capItem | floorItem | roundingItem | reliefItem
                | guardItem | earnBackItem | escalateItem | claimItem | deMinimisItem | stackItem;
measureItem     : MEASURE plainName scope;
targetItem      : TARGET level | TARGET BY plainName targetTable;
minimumItem     : MINIMUM level | MINIMUM BY plainName targetTable;
// `express : at least 98%`, `"HAM" : at least 98%`, `November to February : at least 90%`, `otherwise at least 95%`
targetTable     : LBRACE targetRow+ RBRACE;
targetRow       : (anyWord | text | PROPER (TO PROPER)?) COLON level | OTHERWISE level;
levelTable      : LBRACE (anyWord COLON level)+ RBRACE;
level           : comparisonWord expression;
volumeItem      : VOLUME AT LEAST expression ((AFTER | BEFORE) EXCLUSIONS)? (COMMA ELSE fallback)?;
fallback        : verdict | POOLED BY periodName;
verdict         : MET | MISSED | NOT ASSESSED | NO DATA;
emptyItem       : EMPTY verdict;
creditItem      : CREDIT (OF plainName)? WORD? bandTable;
bonusItem       : BONUS (OF plainName)? WORD? bandTable;
bandTable       : LBRACE band* RBRACE;
band            : interval COLON consequence;
// `EUR 12 per failed delivery`, `EUR 100 per started hour beyond target`, `5 days of service`
consequence     : LINEAR FROM expression TO expression | expression (rate | OF WORD)?;
rate            : PER WORD* (plainName | (INTEGER | DECIMAL) unitWord unitWord? | POINTS) ((WORD | ABOVE | BELOW) TARGET)?;
capItem         : CAP (CREDIT | BONUS) AT expression (FOR EACH plainName)? (EACH periodName | OVER THE TERM)? (COMMA ALL plainName TOGETHER)? (COMMA capOrder)? (COMMA carried)?;
carried         : WORD WORD TO NEXT periodName;
floorItem       : FLOOR CREDIT AT money;
capOrder        : EARLIEST FIRST | PRO RATA;
roundingItem    : ROUNDING roundingMode (TO INTEGER PLACES)? ((BEFORE | AFTER) CAPS)?;
roundingMode    : HALF AWAY FROM ZERO | HALF EVEN | DOWN | UP;
reliefItem      : RELIEF (TO THE EXTENT plainName plainName FAILS plainName | WHEN plainName IS MISSED);
guardItem       : GUARD plainName level (COMMA ELSE guardLoss (AND guardLoss)*)?;
guardLoss       : NO BONUS | NO EARN BACK;
earnBackItem    : EARN BACK PERCENT WHEN MET IN EACH OF NEXT INTEGER ASSESSED PERIODS;
escalateItem    : ESCALATE LBRACE rung* RBRACE;
rung            : missCount rungConsequence;
missCount       : INTEGER CONSECUTIVE? (MISS | MISSES) (BELOW MINIMUM)? (IN ANY INTEGER periodName)?;
repeatsItem     : REPEATS LBRACE repeat* RBRACE;
repeat          : missCount COLON PERCENT;
rungConsequence : TO plainName WITHIN quantity (COMMA PLAN BY plainName WITHIN quantity)?
                | COLON (plainName MAY TERMINATE WITHIN quantity | CONTRACT WORD) ON quantity NOTICE;
claimItem       : CLAIM BY plainName WITHIN quantity AFTER PERIOD END (COMMA ELSE LAPSES)?;
deMinimisItem   : DE MINIMIS money;
stackItem       : STACK HIGHEST OF ALL plainName;

// Which credits of several obligations count, where one failure misses them all.
stacking        : STACK plainName text? OF nameList LBRACE (HIGHEST | listOrder) RBRACE;
listOrder       : IN WORD WORD;
// An amount that several obligations share: `at risk 12%  allocate uptime 60%, response 80%  covers quality  pro rata`
pool            : POOL plainName text? OF plainName LBRACE poolItem* RBRACE;
poolItem        : AT WORD PERCENT | WORD allocation (COMMA allocation)* | COVERS nameList | capOrder | listOrder;
allocation      : plainName PERCENT;

// --- calendars, cases, clocks, timelines -----------------------------------------------------------------------------

calendar        : CALENDAR plainName text? LBRACE calendarItem* RBRACE;
calendarItem    : TIME ZONE text | COVERS INTEGER THROUGH INTEGER | weekHours | holiday | halfDay;
weekHours       : weekdays (COMMA weekdays)* openHours+ (EXCEPT HOLIDAYS OF plainName)?;
weekdays        : PROPER (TO PROPER)?;
openHours       : LBRACK TIME_OF_DAY COMMA TIME_OF_DAY RPAREN;
holiday         : HOLIDAY text? ON yearlyDay (OBSERVED ON (NEXT | WORD) WORD)? yearSpan?;
halfDay         : HALF WORD text? ON yearlyDay yearSpan? openHours+;
yearlyDay       : DATE
                | (INTEGER WORD (BEFORE | AFTER))? (INTEGER PROPER | PROPER PROPER | THE (FIRST | LAST | WORD) PROPER OF PROPER
                                                   | THE PROPER (BEFORE | AFTER) INTEGER PROPER);
yearSpan        : IN INTEGER | FROM INTEGER (THROUGH INTEGER)? | THROUGH INTEGER;
caseClause      : CASE plainName text? LBRACE caseItem* RBRACE;
caseItem        : eventField | STEPS nameList | onItem;
onItem          : ON CHANGE OF plainName WORD (WORD TIME | CLOCK) (COMMA COUNT WORD WORD)?
                | ON plainName (BY plainName)? LEAVE OUT
                | ON plainName WITHIN quantity WORD (CLOCK | nameList) (COMMA ELSE WORD CASE)?;
clock           : CLOCK plainName text? OF plainName LBRACE clockItem* RBRACE;
clockItem       : START AT plainName (WORD TO plainName)? | PAUSE FROM plainName UNTIL plainName (COMMA AT MOST quantity)? | STOP AT plainName
                | LIMIT (BY plainName levelTable | level);
timeline        : TIMELINE plainName text? FOR EACH plainName groups? LBRACE timelineItem* RBRACE;
timelineItem    : eventField | statesItem | initiallyItem | consecutiveItem | gapsItem;
statesItem      : STATES nameList FROM (PROBES EACH quantity | CHANGES | INTERVALS COMMA OTHERWISE plainName
                                       | plainName OVER EACH quantity (COMMA EMPTY stateOrOut)?);
initiallyItem   : INITIALLY stateOrOut;
consecutiveItem : plainName WHEN AT LEAST INTEGER CONSECUTIVE PROBES FAIL COMMA FROM (FIRST | LAST) FAILURE
                | plainName WHEN level (FOR AT LEAST INTEGER CONSECUTIVE PERIODS)?;
gapsItem        : GAPS stateOrOut (FOR AT MOST quantity COMMA THEN stateOrOut)?;
stateOrOut      : LEFT OUT | plainName;

// --- governance ------------------------------------------------------------------------------------------------------

watch           : WATCH plainName scope LBRACE (BELOW | ABOVE) expression TO plainName WITHIN quantity RBRACE;
forum           : FORUM plainName text? LBRACE MEETS EACH periodName CHAIR plainName REVIEWS CLAUSE_NUMBER (COMMA CLAUSE_NUMBER)* RBRACE;
improvement     : IMPROVEMENT plainName text? OWNED BY plainName LBRACE improvementItem* RBRACE;
improvementItem : METRIC plainName FROM expression TO level BY date | ACTION plainName text BY date
                | FUNDED BY PERCENT OF CREDITS NOT EARNED BACK | IF MISSED TO plainName WITHIN quantity;
recalibration   : RECALIBRATION OF plainName (DOT anyWord)? LBRACE recalibrationItem* RBRACE;
recalibrationItem : recalibrationRule EACH periodName metInEach?
                | RANGE interval (STEP AT MOST sum)?
                | APPROVED BY plainName ((COMMA | AND) plainName)* WITHIN quantity (COMMA silence)?
                | EFFECTIVE FROM START OF NEXT periodName;
// `ratchet +0.1 pp`, `ratchet 10% of gap to 100% in steps of 0.01 pp`, `ratchet to best of last 12 calendar months in steps of 0.1 pp`,
// `reset to mean of last 12 calendar months in steps of 0.1 pp`
recalibrationRule : RATCHET (PLUS | MINUS) sum
                | RATCHET PERCENT OF WORD TO sum levelSteps?
                | (RATCHET | WORD) TO (WORD | MEAN) OF lastPeriods levelSteps?;
levelSteps      : IN STEPS OF sum;
lastPeriods     : LAST INTEGER periodName;
metInEach       : WHEN MET (AT EVERY plainName)? IN EACH OF lastPeriods;

amendment       : AMENDMENT INTEGER text? LBRACE amendmentItem* RBRACE;
amendmentItem   : APPROVED approval (COMMA approval)* | effective | notwithstanding;
approval        : BY plainName ON date;
// `effective retroactive for delivery d by d.promised from 2025-10-01 through 2025-12-31, split the period`
effective       : EFFECTIVE WORD? (FOR plainName plainName BY expression)? FROM date ((THROUGH | UNTIL) date)? (COMMA splitting)?;
splitting       : WORD THE PERIOD;
notwithstanding : NOTWITHSTANDING CLAUSE_NUMBER COLON (plainName IS expression | TARGET IS level | TARGET BY plainName targetTable);

// --- scenarios -------------------------------------------------------------------------------------------------------

scenario        : SCENARIO text LBRACE scenarioItem* RBRACE;
scenarioItem    : GIVEN plainName money (FOR plainName text)? (IN periodLiteral)?
                | GIVEN INTEGER? plainName (FOR plainName text)? recordValue
                | EXPECT plainName text? (FOR plainName text)? (IN periodLiteral)? recordValue;
recordValue     : LBRACE recordField (COMMA recordField)* RBRACE;
recordField     : AS ABOVE | anyWord COLON (NOT ASSESSED | NO DATA | interval | expression);

// --- bindings --------------------------------------------------------------------------------------------------------

binding         : BINDING text (FOR text)? LBRACE bindingItem* RBRACE;
bindingItem     : ROSTER plainName memberList
                | CHARGE plainName money (FOR plainName text)? (IN periodLiteral)?
                | (EVENT | CASE | TIMELINE | EXCLUSION) plainName FROM plainName LBRACE sourceItem* RBRACE;
sourceItem      : DELIMITER text | TIME ZONE text | TIME FORMAT text | REPEATED TIMES plainName | SKIPPED TIMES plainName
                | EVERY FIELD MISSING textList | UNIQUE BY KEY | fieldBinding;
fieldBinding    : (name | AT) FROM textList fieldOption* (LBRACE valueMapping* RBRACE)?;
fieldOption     : FORMAT text | ZONE text | MISSING textList | TRIMMED;
textList        : text (COMMA text)*;
valueMapping    : text IS anyWord;

// --- expressions -----------------------------------------------------------------------------------------------------

expression      : conjunction (OR conjunction)*;
conjunction     : negation (AND negation)*;
negation        : NOT negation | comparison;
comparison      : substitute (comparisonWord substitute | IS NOT? RECORDED | IS NOT? substitute | WITHIN interval)?;
// Weaker than arithmetic, so that all of `d.promised + 30 minutes` stands in for a missing `d.delivered`.
substitute      : sum (OTHERWISE sum)?;
comparisonWord  : AT LEAST | AT MOST | MORE_WORD THAN | LESS THAN | NO LATER THAN | NO EARLIER THAN | LATER THAN | EARLIER THAN;
sum             : product ((PLUS | MINUS) product)*;
product         : edge ((STAR | SLASH) edge)*;
edge            : (START | END) OF edge
                | plainName WORD FROM moment UNTIL moment
                | plainName WORD OF moment (IF (BEFORE | NO LATER THAN) TIME_OF_DAY)?
                | primary;
// Business time within business time stands in brackets, so that an `if` is never in doubt.
moment          : ((START | END) OF)? primary;
primary         : PERCENT (OF primary)?
                | POINTS
                | money
                | (INTEGER | DECIMAL) (unitWord unitWord?)?
                | DATE TIME_OF_DAY?
                | text
                | (plainName | TARGET) (DOT anyWord)*
                | LPAREN expression RPAREN;
// Only after `within`, in band rows, ranges and records, so that `(a, b]` never competes with `(a)`.
interval        : (LBRACK | LPAREN) expression COMMA expression (RBRACK | RPAREN);
