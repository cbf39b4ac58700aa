"""The words of English that figures are made of."""

from typing import Final

from claims_db.figures.words import (
    Words,
    by_name,
    by_phrase,
    by_range,
    by_value,
    counting,
    phrase_set,
    word_set,
)

_UNITS: Final = by_name("""
    percent percent pct percentage
    point pp ppt ppts
    second second seconds sec secs
    minute minute minutes min mins
    hour hour hours hr hrs h
    day day days night nights overnight
    week week weeks wk wks
    month month months
    year year years yr yrs
    decade decade decades
    century century centuries
    km km kms kilometre kilometres kilometer kilometers
    mile mile miles
    m m metre metres meter meters
    cm cm centimetre centimetres centimeter centimeters
    mm mm millimetre millimetres millimeter millimeters
    foot foot feet ft
    inch inches
    yard yard yards
    litre litre litres liter liters
    gallon gallon gallons
    barrel barrel barrels bbl
    tonne ton tons tonne tonnes t
    kg kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes
    g g gram grams gramme grammes
    mg mg milligram milligrams
    lb lb lbs
    rem rem rems
    degree degree degrees
    times times fold
    hectare hectare hectares ha
    acre acre acres
    km2 km² sqkm
    m2 m² sqm
    m3 m³
    MW mw megawatt megawatts
    GW gw gigawatt gigawatts
    kWh kwh kilowatt-hours
""")

ENGLISH: Final = Words(
    language="en",
    common=word_set("""
        the of and to in is was were are that for on with as by at from it this be have has had not but
        they he she his their which who will would there after been said about when what how did
    """),
    elsewhere=word_set("a an man men est plus min c ca or odd in as on no max dies die"),
    numbers={
        **counting(
            """
            zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
            fifteen sixteen seventeen eighteen nineteen twenty
            """
        ),
        **counting(
            """
            thirty forty/fourty fifty sixty seventy eighty ninety
            """,
            30,
            10,
        ),
    },
    hundreds=word_set("hundred hundreds"),
    scales=by_value("""
        1000 thousand thousands
        1000000 million millions mn mln mio mil
        1000000000 billion billions bn bln
        1000000000000 trillion trillions trn
        100000 lakh lakhs lac lacs
        10000000 crore crores
    """),
    articles=word_set("a an"),
    joins=word_set("and"),
    points=word_set("point"),
    ordinals=counting(
        """
            first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
            thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
        """,
        1,
    ),
    groups=by_value("""
        2 couple
        12 dozen
        20 score
    """),
    vague=by_range("""
        20 99 tens
        24 99 dozens
        40 99 scores
        200 999 hundreds
        2000 9999 thousands
        2000000 9999999 millions
        2000000000 9999999999 billions
        2000000000000 9999999999999 trillions
        200000 999999 lakhs
        20000000 99999999 crores
    """),
    few=word_set("few several handful"),
    halves=word_set("half"),
    and_halves=phrase_set("and a half | and half"),
    parts=by_value("""
        3 third thirds
        4 quarter quarters fourth fourths
        5 fifth fifths
        6 sixth sixths
        7 seventh sevenths
        8 eighth eighths
        9 ninth ninths
        10 tenth tenths
        100 hundredth hundredths
    """),
    half_of=word_set("half"),
    of=word_set("of"),
    proportions=phrase_set("in | in every | out of | out of every | of every"),
    multiples=by_value("""
        0.5 halved halving halve
        2 doubled doubling twofold
        3 tripled trebled tripling trebling threefold
        4 quadrupled quadrupling fourfold
        5 quintupled fivefold
        6 sextupled sixfold
        7 sevenfold
        8 eightfold
        9 ninefold
        10 tenfold
        20 twentyfold
        100 hundredfold
        1000 thousandfold
    """),
    twice=by_value("""
        2 twice double
        3 thrice triple treble
        4 quadruple
    """),
    twice_of=word_set("as the that what"),
    openers=word_set("""
        single double triple low mid high fortnight day hour week month year decade century daylong
        weeklong monthlong yearlong decadelong hourlong twentysomething thirtysomething fortysomething
        fiftysomething
    """),
    between=word_set("between betwixt"),
    origin=word_set("from"),
    to=phrase_set("to | till | until | through | up to"),
    conjunctions=word_set("and"),
    alternatives=word_set("or"),
    hedges=by_phrase("""
        > more than | over | above | upwards of | upward of | in excess of | exceeding
        > greater than | beyond
        > well over | just over | north of | topped | topping | tops | exceeds | exceeded | exceed
        > surpassed
        > surpassing | surpasses | past the | higher than | larger than | bigger than | better than
        > well above
        >= at least | no less than | no fewer than | not less than | not fewer than | a minimum of
        >= minimum of
        >= minimum | min | as few as | as little as | at the very least | at a minimum | at the least
        < less than | fewer than | under | below | lower than | short of | only under | just under
        < well under
        < smaller than | south of | fewer even than | shy of
        <= at most | no more than | not more than | a maximum of | maximum of | maximum | max | not over
        <= not exceeding | no greater than | no higher than | capped at | at the most | at the very most
        up_to up to | as many as | as much as | as high as | anything up to
        nearly nearly | almost | close to | approaching | not quite | just shy of | nearing | near
        nearly close on
        nearly virtually | practically | well nigh | hard on | verging on
        ~ about | around | some | roughly | approximately | approx | circa | ca | c | an estimated
        ~ estimated | est
        ~ closer to | in the region of | somewhere around | something like | give or take | maybe
        ~ or so | like
        ~ perhaps | in the order of | on the order of | of the order of | to the tune of
        ~ in the neighborhood of
        ~ in the neighbourhood of | in the vicinity of | somewhere near | estimated at | more or less
        ~ in the ballpark of | abt | probably around
    """),
    afterthoughts=by_phrase("""
        ~ or so | or thereabouts | odd | ish | something | give or take | or about | or around
        ~ approximately
        ~ approx | roughly | more or less | or roughly | more or fewer
        >= or more | and more | at least | plus | minimum | or higher | or above | and above
        >= and over | or over
        >= and up | and counting | or greater | at a minimum | if not more | or even more
        >= at the very least
        >= and rising
        <= at most | at the most | or less | or fewer | max | maximum | tops | or below | or under
        <= and under
        <= at the outside | or lower | at maximum | at the very most
    """),
    no=phrase_set("""
        no | zero | without | without any | not any | without a single | not one | not a single
        | nary a | not even one | not so much as one | nil
    """),
    nobody=phrase_set("nobody | no one | none | no-one | not a soul | not one of them | noone"),
    auxiliaries=word_set("""
        was were is are has have had been be being got gets ever yet else to of them us those reported
        reportedly officially actually known confirmed
    """),
    people=word_set("""
        people person persons men women children kids boys girls adults citizens civilians residents
        inhabitants locals migrants refugees deserters foreigners nationals troops troop soldiers
        servicemen servicewomen personnel peacekeepers paratroopers officers policemen police cops
        guards forces fighters militants terrorists extremists bandits insurgents rebels gunmen
        attackers assailants protesters protestors demonstrators rioters looters marchers activists
        dissidents journalists reporters doctors medics nurses teachers students pupils workers miners
        employees staff officials ministers deputies lawmakers senators governors oligarchs billionaires
        millionaires members victims casualties fatalities deaths dead killed died dies slain fallen
        injured wounded hurt injuries hospitalized hospitalised arrested arrests detained detainees
        detentions held jailed imprisoned prisoners inmates convicts convicted suspects defendants
        accused charged prosecuted sentenced released freed missing displaced evacuated evacuees
        homeless survivors hostages voters candidates passengers families relatives settlers opponents
        supporters followers participants folks folk souls soldier civilian protester terrorist
        policeman officer child woman man adviser advisers leaders crew bodies body corpses corpse lives
        ppl peeps persona guys gendarmes conscripts reservists recruits volunteers mercenaries
        snipers pilots sailors firefighters farmers fishermen scientists experts observers judges
        lawyers prosecutors investigators jurors tourists visitors spectators fans customers users
        subscribers patients births newborns babies infants toddlers teenagers youths teens seniors
        pensioners veterans orphans widows migrant perished drowned murdered executed tortured expelled
        deported vaccinated infected infantrymen troopers marshals agents colleagues delegates
        representatives partygoers worshippers witnesses others teenager student worker journalist
        victim detainee prisoner suspect hostage death deceased
    """),
    things=word_set("""
        cases case states countries seats posts points charges offences crimes attacks protests rallies
        businesses shops banks buildings cars vehicles planes aircraft tests explosions farms weapons
        guns arsenals villages towns cities regions provinces districts schools hospitals elections
        terms mandates votes books films articles comments calls affiliates universities scenarios
        reports houses homes stations groups camps prisons trucks buses trains tanks ships boats drones
        missiles rockets bombs shells strikes raids incidents clashes fires companies firms factories
        plants stores offices churches mosques temples bridges roads trees animals sheep horses cows
        cattle birds items objects sites documents pages files laws bills decrees sanctions indictments
        verdicts trials investigations complaints violations flights rooms beds doses tickets copies
        ballots wagons warehouses apartments flats outlets supermarkets cameras phones computers
        accounts websites messages letters questions answers reasons bullets rounds grenades pistols
        rifles
    """),
    modifiers=word_set("police soldier civilian protester terrorist officer child woman man migrant crew"),
    stops=word_set("""
        and or but who which that was were is are be been being has have had will would could may might
        as by from in on at to for with without after before since during while when where than then so
        if out because per between amid across including over under near against into there here not
        something this these those it they he she we you i did does do can must should about around more
    """),
    units=_UNITS,
    currencies=by_name("""
        USD dollar dollars usd bucks buck greenbacks
        EUR euro euros eur
        GBP pound pounds gbp sterling quid
        KZT tenge kzt
        RUB ruble rubles rouble roubles rub
        CNY yuan rmb cny renminbi
        JPY yen jpy
        INR rupee rupees inr rs
        TRY lira liras
        UAH hryvnia hryvnias uah
        CHF franc francs chf
        KRW won krw
        ILS shekel shekels
        MXN peso pesos
        ZAR rand
        SEK krona kronor sek
        NOK kroner nok
        PLN zloty zlotys zloties pln
        BRL reais brl
        AUD aud
        CAD cad
        UZS uzs
        AED dirham dirhams aed
        NGN naira ngn
        IRR rial rials irr
        AZN manat manats azn
        GEL lari gel
        THB baht thb
        MYR ringgit myr
        IDR rupiah idr
        BDT taka bdt
        HUF forint forints huf
        CZK koruna czk
        KES kes
        SAR riyal riyals
    """),
    cents=by_name("""
        USD cent cents
        GBP penny pence p
        INR paise
        RUB kopeck kopecks kopek kopeks
        EUR eurocent eurocents
    """),
    ages=word_set("old olds aged age yo"),
    per=phrase_set("per | for every | in every | to every | for each | from every | per every"),
    each=word_set("a an every each per"),
    long=word_set("long"),
    ages_of_time=by_range("""
        20 99 decades
        200 999 centuries
    """),
    months=counting(
        """
            january/jan february/feb march/mar april/apr may june/jun july/jul august/aug
            september/sep/sept october/oct november/nov december/dec
        """,
        1,
    ),
    decades=counting(
        """
            twenties thirties forties/fourties fifties sixties seventies eighties nineties
        """,
        2,
    ),
    year_cues=word_set("""
        in since from until till by before after during of year early late mid around circa between and
        to for back end spring summer autumn winter fall election elections the
    """),
    events=word_set("""
        attack attacks protest protests unrest riot riots war wars famine massacre crisis events
        uprising rebellion revolt shooting shootings bombing bombings crash earthquake flood floods
        revolution coup demonstrations demonstration genocide pandemic epidemic olympics games cup
        elections election referendum census amnesty crackdown clashes violence disorder budget
    """),
    ago=phrase_set("ago | from now"),
    clock_cues=word_set("at by until till from around about before after"),
    clock_words=word_set("am pm o'clock oclock gmt utc"),
    labels=word_set("""
        article articles section sections chapter clause paragraph page pages figure table footnote vol
        volume nr flight boeing airbus route highway floor gate platform bus channel version v season
        level lvl apollo formula area windows ubuntu iphone android ios python gpt covid studio
        resolution resolutions protocol g type unit category psalm appendix annex exhibit interstate
        motorway runway bbc pier xbox playstation galaxy agenda directive theorem apartment apt isbn
        issn zip postcode tel telephone fax euro catch-22
    """),
    soft_labels=word_set("""
        phase stage wave day week year round group act grade class tier line part build agent league
        division game match race lap bed seat call phone text ring number no sector zone district
        precinct station base camp hill hall bay point plan option scenario team squad battalion brigade
        regiment reactor block task chart scene world war form issue release file note port step episode
        room catch law rule regulation radio vision ward lot suite flat box slide track model mark size
        pin id ref ticket dial hotline extension ext lemma verse
    """),
)
