"""What the demo understands: English words, Spanish phrases with their translations, and the sentences made of them.

Everything said is a list of units. A unit is what translates as a whole: one word of English, or a short Spanish phrase
together with its English. A sentence's translation is that of its units in order, so it is known which sound every
translated word comes from.
"""

from dataclasses import dataclass
from random import Random

DIGITS = "zero one two three four five six seven eight nine".split()

WORDS = {
    "digit": DIGITS,
    "number": "ten eleven twelve thirteen fifteen twenty thirty forty fifty hundred".split(),
    "name": "Anna Ben Carla David Emma Frank Maria Oscar Peter Sarah Tom Lucy".split(),
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
    "when": "today tomorrow tonight".split(),
    "city": "London Paris Berlin Madrid Rome Tokyo Chicago Boston".split(),
    "food": "coffee tea water bread cheese apple soup rice cake orange".split(),
    "thing": "car train bus house book phone garden table window ticket key letter dog cat picture bicycle".split(),
    "colour": "red blue green black white yellow".split(),
    "weather": "cold warm sunny nice wet".split(),
    "person": "mother father brother sister friend teacher doctor".split(),
}

# {kind} stands for a word of that kind, {a|b} for one of the words given.
SENTENCES = """
{hello|hi} {name} how are you
{hello|hi} my name is {name}
good {morning|evening} {name}
goodbye {name} see you {when}
goodbye and thank you {name}
I am {fine|well|happy|tired|busy} thank you
yes please
no thank you
yes that is right
no that is wrong
okay great
really
sure no problem
I am sorry {name}
I do not know
what is your name
what time is it
where is the {thing}
where is my {thing}
where is {name}
the {thing} is {colour}
my {thing} is {very|really|not} {colour}
the {colour} {thing} is in the {house|garden|car}
my {person} is in {city}
my {person} has a {colour} {thing}
your {person} likes {food}
I want {some|more} {food} please
can I have {some|more} {food} please
I need {digit} {big|small} {tickets|keys|letters}
we need a {big|small|new|old} {thing}
do you like {food} or {food}
I like {food} and {food}
we like {city} very much
we go to {city} on {day}
I want to go to {city} {when}
the train to {city} is at {number}
the bus to {city} is {late|early} {when}
can we meet on {day} at {digit}
we meet {name} {when} at {number}
see you on {day}
it is {weather} in {city} {when}
the weather is {very|really|not} {weather} {when}
my number is {digit} {digit} {digit} {digit}
call me {when} at {digit} {digit} {digit} {digit}
{number} and {digit} is {number}
the {food} is for {name} and {name}
please open the {window|door|book|letter}
please call {name} {when}
have a nice day
{digit} {digit} {digit}
{number} {thing} and {digit} {thing}
""".strip().splitlines()

SPANISH_UNITS = {
    "digit": "uno=one dos=two tres=three cuatro=four cinco=five seis=six siete=seven ocho=eight nueve=nine diez=ten",
    "name": "Anna Ben Carla David Emma Maria Oscar Peter Lucy",
    "day": "lunes=Monday martes=Tuesday miércoles=Wednesday jueves=Thursday viernes=Friday sábado=Saturday domingo=Sunday",
    "when": "hoy=today mañana=tomorrow esta_noche=tonight",
    "city": "Londres=London París=Paris Berlín=Berlin Madrid Roma=Rome Tokio=Tokyo",
    "food": "café=coffee té=tea agua=water pan=bread queso=cheese arroz=rice sopa=soup",
    "thing": "el_coche=the_car el_tren=the_train la_casa=the_house el_libro=the_book la_mesa=the_table el_perro=the_dog el_gato=the_cat",
    "colour": "rojo=red azul=blue verde=green negro=black blanco=white",
    "person": "mi_madre=my_mother mi_padre=my_father mi_hermano=my_brother mi_amigo=my_friend",
    "weather": "frío=cold calor=warm",
}

SPANISH_SENTENCES = """
hola=hello {name} cómo=how estás=are_you
hola=hello me_llamo=my_name_is {name}
buenos_días=good_morning {name}
buenas_noches=good_evening {name}
adiós=goodbye {name} gracias=thank_you
adiós=goodbye hasta=see_you {when}
sí=yes por_favor=please
no gracias=thank_you
estoy=I_am bien=fine gracias=thank_you
quiero=I_want {food} por_favor=please
necesito=I_need {food} y=and {food}
me_gusta=I_like {food} y=and {food}
dónde_está=where_is {thing}
dónde_está=where_is {name}
{thing} es=is {colour}
{thing} no_es=is_not {colour}
{person} está=is en=in {city}
{person} quiere=wants {food}
vamos_a=we_go_to {city} el={on} {day}
quiero_ir_a=I_want_to_go_to {city} {when}
el_tren=the_train a=to {city} es=is {when}
hace=it_is {weather} en=in {city} {when}
mi_número=my_number es=is {digit} {digit} {digit}
{digit} {digit} {digit}
{food} para=for {name} y=and {name}
""".replace("el={on}", "el=on").strip().splitlines()


@dataclass(frozen=True)
class Unit:
    """What translates as a whole. For English both sides are the same."""

    source: str
    english: str


def _unit(spelled: str) -> Unit:
    source, _, english = spelled.replace("_", " ").partition("=")
    return Unit(source, english or source)


UNITS = {
    "en": {kind: [Unit(word, word) for word in words] for kind, words in WORDS.items()},
    "es": {kind: [_unit(spelled) for spelled in units.split()] for kind, units in SPANISH_UNITS.items()},
}
_SENTENCES = {"en": SENTENCES, "es": SPANISH_SENTENCES}


def _fill(part: str, language: str, choose) -> Unit:
    if not part.startswith("{"):
        return _unit(part)
    kinds = UNITS[language]
    inner = part.strip("{}")
    return choose(kinds[inner] if inner in kinds else [_unit(word) for word in inner.split("|")])


def sentence(language: str, random: Random) -> list[Unit]:
    """A random sentence as its units."""
    return [_fill(part, language, random.choice) for part in random.choice(_SENTENCES[language]).split()]


def all_units(language: str) -> list[Unit]:
    """Every unit that a sentence may hold, sorted."""
    units = set()
    for line in _SENTENCES[language]:
        for part in line.split():
            _fill(part, language, lambda choices: units.update(choices) or choices[0])
            if not part.startswith("{"):
                units.add(_unit(part))
    return sorted(units, key=lambda unit: unit.source)


def all_words(language: str) -> list[str]:
    """Every word of a language, the English of the Spanish included, sorted."""
    spoken = {word for unit in all_units(language) for word in unit.source.split()}
    written = {word for unit in all_units("es") for word in unit.english.split()} if language == "en" else set()
    return sorted(spoken | written)
