"""The words of German that figures are made of; compounds such as "zweihundert" are in `compounds`."""

from typing import Final

from claims_db.figures.words import (
    Words,
    by_name,
    by_phrase,
    by_range,
    by_value,
    counting,
    forms,
    phrase_set,
    word_set,
)

GERMAN: Final = Words(
    language="de",
    common=word_set("""
        der das und ist nicht ein eine einen einem einer von zu den dem im mit auf für wurde wurden sind
        haben bei nach sich auch aus zum laut gab waren
    """),
    elsewhere=word_set("""
        die fast elf gut rund in an man war bald also den des max minimum maximum circa um null mit
        hat es als name tag rest toll mal alt lang von personal minute unter ein einen am auf gegen
        je pro paar leben grad std maximal im ab
    """),
    numbers={
        **counting(
            """
            null eins/ein/eine/einen/einem/einer/eines zwei/zwo drei vier fünf/fuenf sechs sieben
            acht neun zehn elf zwölf/zwoelf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn
            neunzehn zwanzig
            """
        ),
        **counting(
            """
            dreissig vierzig fünfzig sechzig siebzig achtzig neunzig
            """,
            30,
            10,
        ),
        **by_value("""
            1.5 anderthalb eineinhalb
            2.5 zweieinhalb
            3.5 dreieinhalb
            4.5 viereinhalb
        """),
    },
    hundreds=word_set("hundert"),
    scales=by_value("""
        1000 tausend tsd
        1000000 million millionen mio
        1000000000 milliarde milliarden mrd
        1000000000000 billion billionen
    """),
    lone=word_set("tausend hundert"),
    articles=word_set("ein eine einen einem einer"),
    joins=word_set("und"),
    points=word_set("komma"),
    groups=by_value("12 dutzend"),
    vague=by_range("""
        24 99 dutzende dutzenden
        200 999 hunderte hunderten
        2000 9999 tausende tausenden
        20000 99000 zehntausende zehntausenden
        200000 999000 hunderttausende hunderttausenden
        2000000 9999999 millionen
        2000000000 9999999999 milliarden
    """),
    few=word_set("einige mehrere einigen mehreren paar"),
    halves=word_set("halbe halben halbes halber"),
    parts=by_value("""
        3 drittel dritteln
        4 viertel vierteln
        5 fünftel
        10 zehntel
    """),
    clear_parts=word_set("drittel dritteln viertel vierteln fünftel zehntel"),
    half_of=word_set("hälfte"),
    of=word_set("der des von aller"),
    proportions=phrase_set("von"),
    multiples=by_value("""
        2 verdoppelt verdoppelte verdoppelten
        3 verdreifacht verdreifachte verdreifachten
        4 vervierfacht vervierfachte vervierfachten
    """),
    twice=by_value("""
        2 doppelt zweimal
        3 dreifach dreimal
        4 viermal
    """),
    twice_of=word_set("so"),
    between=word_set("zwischen"),
    origin=word_set("von"),
    to=phrase_set("bis | auf | bis zu"),
    conjunctions=word_set("und"),
    alternatives=word_set("oder"),
    hedges=by_phrase("""
        > mehr als | über | ueber | weit über | gut | etwas mehr als | deutlich mehr als
        >= mindestens | wenigstens | zumindest | nicht weniger als | minimum | ein minimum von
        < weniger als | unter | etwas weniger als
        <= höchstens | maximal | nicht mehr als | allenfalls | ein maximum von
        up_to bis zu | bis zum
        nearly fast | knapp | beinahe | nahezu | annähernd
        ~ rund | etwa | ca | circa | ungefähr | um die | an die | schätzungsweise | in etwa | zirka
        ~ geschätzt | geschätzte | gegen
    """),
    afterthoughts=by_phrase("""
        >= oder mehr | und mehr | mindestens
        <= oder weniger | höchstens | maximal
        ~ etwa | ungefähr
    """),
    no=phrase_set("""
        kein | keine | keinen | keiner | keinem | keinerlei | ohne | kein einziger | keine einzige
        | kein einziges | keinen einzigen | null | nicht ein | nicht ein einziger
    """),
    nobody=phrase_set("niemand | keiner | keine | niemanden | kein mensch"),
    auxiliaries=word_set("wurde wurden ist sind war waren kam kamen worden ums der von ihnen dabei"),
    people=word_set("""
        tote toten toter getötete getöteten getötet verletzte verletzten verletzter verletzt
        festgenommene festgenommenen festgenommen festnahmen festnahme verhaftete verhafteten verhaftet
        verhaftungen menschen mensch personen person soldaten soldat soldatinnen polizisten polizist
        polizeibeamte polizeibeamten demonstranten demonstrant demonstrierende opfer opfern todesopfer
        todesopfern einwohner einwohnern frauen männer kinder kindern zivilisten zivilist
        sicherheitskräfte einsatzkräfte bürger bewohner gefangene gefangenen häftlinge geiseln
        flüchtlinge vermisste vermissten leute leben gestorben starb starben umgekommen tot randalierer
        kämpfer terroristen angeklagte angeklagten verurteilte verurteilten wähler schüler studenten
        arbeiter mitarbeiter beamte beamten journalisten todesfälle leichen truppen kräfte evakuierte
        obdachlose
    """),
    things=word_set("""
        fälle fällen staaten länder geschäfte banken gebäude autos fahrzeuge schulen städte stimmen
        sitze angriffe häuser läden waffen panzer flugzeuge
    """),
    stops=word_set("""
        und oder aber die der das den dem des ist sind war waren wurde wurden hat haben in im am an auf
        bei mit nach vor von zu zum zur durch für über unter seit während laut ums bis als gab
    """),
    units=by_name("""
        times mal
        percent prozent
        point prozentpunkte prozentpunkten prozentpunkt
        second sekunden sekunde
        minute minuten
        hour stunden stunde std
        day tage tagen tag
        week wochen woche
        month monate monaten monat
        year jahre jahren jahr
        decade jahrzehnte jahrzehnten jahrzehnt
        century jahrhunderte jahrhundert
        km kilometer kilometern km
        m meter metern
        litre liter litern
        tonne tonnen tonne
        kg kilo kilogramm
        barrel barrel fass
        degree grad
        hectare hektar
    """),
    currencies=by_name("""
        USD dollar dollars us-dollar
        EUR euro euros
        RUB rubel
        CHF franken
        GBP pfund
        KZT tenge
    """),
    cents=by_name("EUR cent"),
    ages=word_set("alt") | forms("jährig", "e er en es -"),
    per=phrase_set("pro | je | auf"),
    each=word_set("pro"),
    long=word_set("lang lange langer langen"),
    ages_of_time=by_range("""
        20 99 jahrzehnte
        200 999 jahrhunderte
    """),
    months=counting(
        """
            januar/jänner februar märz april mai juni juli august september oktober november
            dezember
        """,
        1,
    ),
    year_cues=word_set("im jahr jahre seit ab vor nach bis sommer winter frühjahr herbst anfang ende mitte"),
    since=phrase_set("vor"),
    clock_cues=word_set("um gegen ab"),
    clock_words=word_set("uhr"),
    labels=word_set("artikel seite kapitel paragraf absatz flug nummer typ formular zimmer"),
)
