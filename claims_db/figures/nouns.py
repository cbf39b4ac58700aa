"""What a figure counts: people, things, money, time; told from the words around the numeral."""

from typing import Final

PEOPLE: Final = frozenset(
    """people person persons men women children kids boys girls adults citizens civilians residents
    inhabitants locals migrants refugees deserters foreigners nationals troops troop soldiers
    servicemen servicewomen personnel peacekeepers paratroopers officers policemen police cops guards
    forces fighters militants terrorists extremists bandits insurgents rebels gunmen attackers
    assailants protesters protestors demonstrators rioters looters marchers activists dissidents
    journalists reporters doctors medics teachers students workers miners employees staff officials
    ministers deputies lawmakers senators governors oligarchs billionaires millionaires members
    victims casualties fatalities deaths dead killed died dies slain fallen injured wounded hurt
    injuries hospitalized hospitalised arrested arrests detained detainees detentions held jailed
    imprisoned prisoners inmates convicts convicted suspects defendants accused charged prosecuted
    sentenced released freed missing displaced evacuated evacuees homeless survivors hostages
    voters candidates passengers families relatives settlers opponents supporters followers
    participants folks souls soldier civilian protester terrorist policeman officer child woman man
    adviser advisers leaders crew
    morts mort tués tué blessés arrêtés arrestations détenus interpellés personnes soldats militaires
    policiers manifestants victimes habitants
    tote toten getötete verletzte verletzten festgenommene festnahmen verhaftete menschen personen
    soldaten polizisten demonstranten opfer einwohner
    человек людей погибших погибли убитых убиты раненых ранены задержанных задержаны арестованных
    арестованы солдат военных военнослужащих полицейских протестующих жертв жителей""".split()
)
"""English first; French, German and Russian have the words for the main figures only."""
NOT_PEOPLE: Final = frozenset(
    """cases case states countries seats posts points charges offences crimes attacks protests rallies
    businesses shops banks buildings cars vehicles planes aircraft tests explosions farms weapons
    guns arsenals villages towns cities regions provinces districts schools hospitals elections terms
    mandates times votes books films articles comments calls affiliates universities scenarios
    reports bodies""".split()
)
# Words that may stand between the numeral and the noun it counts.
_STOPS: Final = frozenset(
    """and or but who which that was were is are be been being has have had will would could may
    might as by from in on at to for with without after before since during while when where than
    then so if because per between amid across including during over under near against into
    there here not something this these those then it they he she we you i""".split()
)


def counted_words(words: list[str]) -> list[str]:
    """The noun phrase that starts the words: up to six, stopping at a verb or preposition.

    >>> counted_words("members of the security forces were injured".split())
    ['members', 'of', 'the', 'security', 'forces']
    """
    phrase: list[str] = []
    for word in words[:6]:
        if word in _STOPS:
            break
        phrase.append(word)
    return phrase


def people_noun(words: list[str]) -> bool | None:
    """True where the phrase counts people, False where things, None where neither is known."""
    for word in words:
        if word in NOT_PEOPLE:
            return False
        if word in PEOPLE:
            return True
    return None
