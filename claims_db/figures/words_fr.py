"""The words of French that figures are made of."""

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

FRENCH: Final = Words(
    language="fr",
    common=word_set("""
        le la les des du et sont dans que qui au aux pas une ont été avec ce cette elle ils selon leurs
        où fait après à est passé
    """),
    elsewhere=word_set("""
        double triple un une sept cent cents dix onze six quart quarts tiers sans plus a à personne
        nul minimum maximum max mort tue pour par sur on en demi mi quelque pages loi porte seize et
        ne eu env civil corps cas pays fin ils
    """),
    numbers={
        **counting(
            """
            zéro un/une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze
            quinze seize
            """
        ),
        **counting(
            """
            vingt trente quarante cinquante soixante septante octante/huitante nonante
            """,
            20,
            10,
        ),
    },
    hundreds=word_set("cent cents"),
    scales=by_value("""
        1000 mille milliers
        1000000 million millions
        1000000000 milliard milliards
        1000000000000 billion billions
    """),
    lone=word_set("mille cent"),
    over_tens=word_set("dix onze douze treize quatorze quinze seize"),
    twenties=word_set("vingt vingts"),
    articles=word_set("un une"),
    tens_joins=word_set("et"),
    points=word_set("virgule"),
    groups=by_value("""
        10 dizaine dizaines
        12 douzaine douzaines
        15 quinzaine
        20 vingtaine
        30 trentaine
        40 quarantaine
        50 cinquantaine
        60 soixantaine
        100 centaine centaines
        1000 millier
    """),
    rough=word_set("""
        dizaine douzaine quinzaine vingtaine trentaine quarantaine cinquantaine soixantaine centaine
        millier
    """),
    vague=by_range("""
        20 99 dizaines
        24 99 douzaines
        200 999 centaines
        2000 9999 milliers
    """),
    few=word_set("quelques plusieurs"),
    halves=word_set("demi demie"),
    and_halves=phrase_set("et demi | et demie"),
    parts=by_value("""
        3 tiers
        4 quart quarts
        5 cinquième cinquièmes
        10 dixième dixièmes
    """),
    half_of=word_set("moitié"),
    of=word_set("de des du d'"),
    proportions=phrase_set("sur"),
    multiples=by_value("""
        2 doublé doublée doublés doublées
        3 triplé triplée triplés triplées
        4 quadruplé quadruplée
    """),
    twice=by_value("""
        2 double
        3 triple
    """),
    twice_of=word_set("de du"),
    between=word_set("entre"),
    origin=word_set("de du"),
    to=phrase_set("à | à près de"),
    conjunctions=word_set("et"),
    alternatives=word_set("ou"),
    hedges=by_phrase("""
        > plus de | plus d' | au-delà de | supérieur à | bien plus de | un peu plus de | au delà de
        >= au moins | pas moins de | pas moins d' | au minimum | minimum | un minimum de | à tout le moins
        < moins de | moins d' | un peu moins de | inférieur à
        <= au plus | au maximum | pas plus de | tout au plus | un maximum de | maximum
        up_to jusqu'à | jusqu' à | jusqu'au
        nearly près de | près d' | presque | pas loin de | proche de | à peine moins de
        ~ environ | quelque | quelques | autour de | aux alentours de | à peu près | approximativement
        ~ de l' ordre de | dans les | une estimation de | env
    """),
    afterthoughts=by_phrase("""
        >= ou plus | et plus | au moins | au minimum | minimum
        <= ou moins | et moins | au plus | au maximum | maximum | max
        ~ environ | à peu près | approximativement
    """),
    no=phrase_set("""
        aucun | aucune | sans | sans aucun | sans aucune | pas de | pas d' | pas un seul
        | pas une seule | zéro | ni
    """),
    nobody=phrase_set("personne n' | personne ne | aucun n' | aucun d' eux n' | nul n'"),
    auxiliaries=word_set("a ont est sont été était étaient fut n' ne eu avait"),
    people=word_set("""
        morts mort mortes morte tués tué tuées tuée blessés blessé blessées blessée arrêtés arrêté
        arrêtées arrestations arrestation détenus détenu détenues interpellés interpellé interpellations
        personnes personne soldats soldat militaires militaire policiers policier manifestants
        manifestant manifestantes victimes victime habitants habitant décès hommes femmes enfants
        disparus disparu gens prisonniers otages civils civil gendarmes gendarme étudiants ouvriers
        réfugiés migrants électeurs agents membres journalistes émeutiers combattants terroristes
        inculpés condamnés vies corps
    """)
    | forms("évacué hospitalisé expulsé déplacé", "- e s es"),
    things=word_set("""
        cas pays magasins banques bâtiments voitures véhicules écoles villes régions attaques sièges
        voix maisons hôpitaux entreprises armes avions
    """),
    modifiers=word_set("agents membres"),
    stops=word_set("""
        et ou mais qui que dont est sont a ont été dans par en sur à au aux pour avec sans après avant
        lors pendant selon depuis où il elle ils était étaient dès chez contre entre
    """),
    units=by_name("""
        percent pourcent pour-cent
        times fois
        second secondes seconde
        minute minutes minute
        hour heures heure
        day jours jour nuits nuit
        week semaines semaine
        month mois
        year ans an années année
        decade décennies décennie
        century siècles siècle
        km kilomètres kilomètre km
        m mètres mètre
        litre litres litre
        tonne tonnes tonne
        kg kilos kilogrammes
        barrel barils baril
        degree degrés degré
        hectare hectares hectare
    """),
    currencies=by_name("""
        USD dollars dollar
        EUR euros euro
        RUB roubles rouble
        GBP livres
        CHF francs
    """),
    cents=by_name("EUR centimes centime"),
    ages=word_set("âge"),
    per=phrase_set("pour | sur | par"),
    each=word_set("par"),
    ages_of_time=by_range("""
        20 99 décennies
        200 999 siècles
    """),
    months=counting(
        """
            janvier février mars avril mai juin juillet août septembre octobre novembre décembre
        """,
        1,
    ),
    year_cues=word_set("en depuis dès début fin année été hiver printemps automne l'année de"),
    year_words=word_set("ans"),
    since=phrase_set("il y a"),
    clock_cues=word_set("à vers dès"),
    clock_words=word_set("h"),
    labels=word_set("article vol chapitre page numéro loi décret type formulaire salle porte étage"),
)
