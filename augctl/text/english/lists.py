"""Lists of English words that do the work of grammar, and of those that need care."""

from __future__ import annotations

OBJECTIVE = {"i": "me", "he": "him", "she": "her", "we": "us", "they": "them"}
SUBJECTIVE = {"me": "I", "him": "he", "her": "she", "us": "we", "them": "they"}


def listed(text: str) -> frozenset[str]:
    """Return the words of a list, which spaces part."""
    return frozenset(text.split())


SUBJECTS = listed("i you he she it we they")
OBJECTS = listed("me you him her it us them")
SOMEONE = listed("someone somebody everyone everybody something everything")
POINTERS = listed("this that these those")
POSSESSIVES = listed("my your his her its our their")
THEIRS = listed("his her its their")
THIRD = listed("he him his she her hers it its they them their theirs")
REFLEXIVES = listed(
    """
    myself yourself himself herself itself ourselves yourselves themselves oneself own
    """
)
DETERMINERS = POSSESSIVES | POINTERS | listed("a an the some every each another several many both")
INDEFINITE = listed("a an some another several many")
# What a negation, or a change of order, gives another meaning to.
SCOPED = listed(
    """
    any no none nobody nothing neither either anyone anybody anything few little much less more
    enough most half only even not never hardly
    """
)
QUANTIFIED = listed("all every each everyone everybody everything many most both")

BE = {
    "am": "present", "is": "present", "are": "present", "'m": "present", "'re": "present",
    "was": "past", "were": "past", "be": "", "been": "", "being": "",
}  # fmt: skip
HAVE = {"have": "present", "has": "present", "'ve": "present", "had": "past", "having": ""}
DO = {"do": "present", "does": "present", "did": "past"}
MODALS = listed("can could will would shall should may might must")
AUXILIARIES = (
    frozenset(BE) | frozenset(HAVE) | frozenset(DO) | MODALS | listed("'s 'd 'll ca wo sha")
)

COORDINATORS = listed("and but or nor yet so")
SUBORDINATORS = listed(
    """
    because if when whenever while although though unless until till before after since once as
    whether where whereas why how
    """
)
RELATIVES = listed("that which who whom whose what whatever whoever than")
# Verbs and adjectives after which a clause may follow without "that".
CLAUSAL = listed(
    """
    think thought thinks believe believed believes hope hoped guess suppose know knew knows say said
    says see saw notice noticed realise realised realize realized find found feel felt heard learned
    learnt discovered sure afraid glad
    """
)

PREPOSITIONS = listed(
    """
    in on at from to for with into onto through via during after before since until without near
    inside outside under over above below behind beside between among against across along around by
    about of off toward towards within beyond upon despite past up down like per out
    """
)
PARTICLES = listed("up down off out on in away back over along aside home")

# After an object, these say when or how, and harm nothing.
ADVERBS = listed(
    """
    yesterday today tomorrow tonight now again already yet twice once soon later earlier before
    recently too well here there online everywhere immediately often sometimes always anymore
    instead anyway afterwards before together abroad upstairs downstairs outside inside home
    completely carefully quickly slowly badly properly correctly wrongly weekly daily
    """
)
# Between auxiliary and verb. Those that say something of the subject ("gladly") are not here.
MIDDLE = listed(
    """
    already never always often usually sometimes also still finally probably certainly definitely
    now rarely soon ever just recently eventually clearly obviously apparently actually simply
    quickly slowly suddenly immediately currently previously repeatedly constantly frequently
    initially originally later then once twice completely fully partly partially easily wrongly
    incorrectly correctly mistakenly automatically badly seriously severely carefully successfully
    officially quietly publicly regularly generally normally thoroughly totally occasionally
    """
)

DAYS = listed(
    """
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays
    fridays saturdays sundays
    """
)
MONTHS = listed(
    """
    january february march april may june july august september october november december christmas
    easter
    """
)
SPANS_OF_TIME = listed(
    """
    second seconds minute minutes hour hours day days night nights week weeks weekend weekends month
    months year years decade decades century centuries morning mornings afternoon afternoons evening
    evenings noon midnight dawn dusk summer winter spring autumn fall moment time times while season
    semester term quarter lunchtime
    """
)
TIMES = DAYS | MONTHS | SPANS_OF_TIME

# "It changed a lot", "we drove ten miles": these say how much.
MEASURES = listed(
    """
    lot bit little deal way percent point step mile kilometre kilometer km metre meter yard inch
    foot block degree notch tad fraction
    """
)
# After these, a number, too, says by how much: "it dropped 20%".
CHANGING = listed(
    """
    advance appreciate beat change climb decline drop exceed expand extend grow hit improve increase
    land move narrow overtake sink slip split strengthen stretch turn weaken widen
    """
)

# "I shook my head" is not turned.
BODY = listed(
    """
    head hand hands eye eyes arm arms leg legs shoulder shoulders face mouth tooth teeth hair nose
    fist fists foot feet finger fingers ear ears lip lips tongue neck back knee knees breath heart
    mind temper way word life living best nerve voice turn place time balance
    """
)
# Verbs that, with an object that has no article, make one phrase: pay attention, take part.
LIGHT = listed(
    """
    take make give do keep lose catch break hold pay put bear raise send show ask say play draw
    shake drop save waste beat build change cross follow find hit
    """
)
# Of these nouns, "by" says when, where or how, not who.
NO_AGENTS = TIMES | listed(
    """
    river sea lake door window road roadside side entrance fire bed table wall way means accident
    mistake hand bus train car taxi plane bike boat ship post mail email e-mail phone card cheque
    check cash transfer chance surprise law default design fax text end beginning deadline date
    percent half third amount name number force example far name email now then law order request
    coast shore beach station pool gate corner desk pond stream pound dollar euro inch mile margin
    kilo gram metre meter litre liter dozen pair ton foot yard acre standard rule method vote
    majority nature birth
    """
)

# "He makes a good host": he is one.
PRAISE = listed("good great fine nice wonderful excellent perfect poor bad terrible lovely ideal")

PEOPLE = listed(
    """
    man woman men women boy girl boys girls child children people person friend friends mother
    father parents mum mom dad son daughter brother sister husband wife uncle aunt grandmother
    grandfather cousin neighbour neighbor neighbours neighbors teacher teachers doctor doctors nurse
    nurses driver drivers student students police officer officers policeman judge lawyer boss
    manager managers colleague colleagues worker workers staff waiter waitress chef customer
    customers seller sellers buyer thief thieves soldier soldiers president minister king queen
    author writer artist painter actor actress singer player players coach team company bank
    government court council committee parliament farmer guest guests passenger passengers crowd
    reporter reporters journalist scientist scientists engineer engineers researcher researchers
    guard guards firefighter firefighters stranger strangers cashier clerk agent postman courier
    tourist tourists employee employees employer landlord owner owners user users dog cat
    """
)
