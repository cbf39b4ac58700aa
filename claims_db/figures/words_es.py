"""The words of Spanish that figures are made of."""

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

SPANISH: Final = Words(
    language="es",
    common=word_set("""
        el la los las un una de del y en que por con para no se su al lo más fue fueron son está ha han
        según entre desde hasta como o personas también este esta tras
    """),
    elsewhere=word_set("""
        miles doble triple un una uno once dos tres seis mil sin son a media medio mas me no o de
        entre por cien su es cada sobre hasta la as on e cuarto cuartos y al del edad quince coma
        han civil metro mes con como para se contra ley que
    """),
    numbers={
        **counting(
            """
            cero un/uno/una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce
            quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno/veintiún/veintiuna
            veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho
            veintinueve
            """
        ),
        **counting(
            """
            treinta cuarenta cincuenta sesenta setenta ochenta noventa
            """,
            30,
            10,
        ),
        **counting(
            """
            cien/ciento doscientos/doscientas trescientos/trescientas cuatrocientos/cuatrocientas
            quinientos/quinientas seiscientos/seiscientas setecientos/setecientas
            ochocientos/ochocientas novecientos/novecientas
            """,
            100,
            100,
        ),
    },
    scales=by_value("""
        1000 mil
        1000000 millón millones
        1000000000000 billón billones
    """),
    lone=word_set("mil"),
    articles=word_set("un una"),
    tens_joins=word_set("y"),
    points=word_set("coma"),
    groups=by_value("""
        10 decena decenas
        12 docena docenas
        15 quincena
        20 veintena
        30 treintena
        50 cincuentena
        100 centenar centenares
        1000 millar millares
    """),
    rough=word_set("decena quincena veintena treintena cincuentena centenar millar"),
    vague=by_range("""
        20 99 decenas
        24 99 docenas
        200 999 centenares cientos
        2000 9999 miles millares
        2000000 9999999 millones
    """),
    few=word_set("varios varias algunos algunas"),
    halves=word_set("medio media"),
    and_halves=phrase_set("y medio | y media"),
    parts=by_value("""
        3 tercio tercios
        4 cuarto cuartos
        5 quinto quintos
        10 décima décimas
    """),
    half_of=word_set("mitad"),
    of=word_set("de del"),
    proportions=phrase_set("de cada"),
    multiples=by_value("""
        2 duplicado duplicó duplicaron duplicada
        3 triplicado triplicó triplicaron triplicada
        4 cuadruplicado cuadruplicó
    """),
    twice=by_value("""
        2 doble
        3 triple
    """),
    twice_of=word_set("de que"),
    between=word_set("entre"),
    origin=word_set("de desde"),
    to=phrase_set("a | hasta"),
    conjunctions=word_set("y"),
    alternatives=word_set("o"),
    hedges=by_phrase("""
        > más de | más que | por encima de | superior a | bastante más de | algo más de | poco más de
        >= al menos | por lo menos | como mínimo | no menos de | un mínimo de | mínimo | cuando menos
        < menos de | por debajo de | inferior a | algo menos de | poco menos de
        <= como máximo | no más de | a lo sumo | un máximo de | máximo | como mucho
        up_to hasta
        nearly casi | cerca de | próximo a
        ~ unos | unas | alrededor de | aproximadamente | en torno a | más o menos | aprox | del orden de
        ~ sobre | algunos | algunas | cosa de
    """),
    afterthoughts=by_phrase("""
        >= o más | y más | al menos | por lo menos | como mínimo
        <= o menos | como máximo | como mucho | máximo
        ~ aproximadamente | más o menos | o así
    """),
    no=phrase_set("""
        ningún | ninguna | ninguno | sin | ni un solo | ni una sola | ni un | ni una | cero | no hubo
        | sin ningún | sin ninguna
    """),
    nobody=phrase_set("nadie | ninguno | ninguna"),
    auxiliaries=word_set("ha han fue fueron resultó ha sido de ellos habían había resultado"),
    people=forms("muert herid detenid arrestad asesinad desaparecid evacuad condenad", "o a os as")
    | forms("fallecid hospitalizad acusad encarcelad procesad refugiad desplazad", "o a os as")
    | word_set("""
        personas persona soldados soldado policías policía manifestantes manifestante víctimas víctima
        hombres mujeres niños habitantes habitante ciudadanos ciudadano militares civiles civil agentes
        arrestos detenciones muertes presos prisioneros rehenes gente vidas efectivos miembros tropas
        periodistas estudiantes trabajadores votantes electores migrantes murió murieron falleció
        fallecieron cuerpos combatientes terroristas vecinos
    """),
    things=word_set("""
        casos países tiendas bancos edificios coches vehículos escuelas ciudades regiones ataques
        escaños votos casas hospitales empresas armas aviones
    """),
    modifiers=word_set("agentes miembros"),
    stops=word_set("""
        y o pero que quien cuyo es son fue fueron ha han en por a al con sin para tras desde hasta entre
        según durante como donde cuando sobre contra se
    """),
    units=by_name("""
        times veces vez
        second segundos segundo
        minute minutos minuto
        hour horas hora
        day días día noches noche
        week semanas semana
        month meses mes
        year años año
        decade décadas década
        century siglos siglo
        km kilómetros kilómetro km
        m metros metro
        litre litros litro
        tonne toneladas tonelada
        kg kilos kilo kilogramos
        barrel barriles barril
        degree grados grado
        hectare hectáreas hectárea
    """),
    currencies=by_name("""
        USD dólares dólar
        EUR euros euro
        RUB rublos rublo
        MXN pesos peso
        GBP libras
        KZT tenge tenges
    """),
    cents=by_name("EUR céntimos céntimo"),
    ages=word_set("edad"),
    per=phrase_set("por | por cada | de cada"),
    each=word_set("por al"),
    ages_of_time=by_range("""
        20 99 décadas
        200 999 siglos
    """),
    months=counting(
        """
            enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre
            diciembre
        """,
        1,
    ),
    year_cues=word_set("en desde año de del hasta verano invierno primavera otoño"),
    since=phrase_set("hace"),
    clock_cues=word_set("a las"),
    labels=word_set("artículo página capítulo vuelo número ley tipo formulario sala"),
)
