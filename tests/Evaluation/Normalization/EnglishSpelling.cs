using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Speech.Evaluation.Normalization;

/// <summary>American spelling, abbreviations in full, and one form of words that are written together or apart.</summary>
internal static partial class EnglishSpelling
{
    private static readonly FrozenDictionary<string, string> Words = Pairs("""
        ok okay; alright all right; mr mister; mrs missus; dr doctor; prof professor; capt captain; jr junior; sr senior; vs versus;
        etc et cetera; email e mail;
        grey gray; greyer grayer; greyish grayish; cheque check; cheques checks; plough plow; ploughed plowed; ploughs plows;
        programme program; programmes programs; catalogue catalog; catalogues catalogs; dialogue dialog; dialogues dialogs;
        analogue analog; tyre tire; tyres tires; kerb curb; pyjamas pajamas; sceptical skeptical; sceptic skeptic; mould mold;
        mouldy moldy; moult molt; smoulder smolder; aluminium aluminum; jewellery jewelry; moustache mustache; draught draft;
        draughts drafts; gaol jail; waggon wagon; waggons wagons; axe ax; judgement judgment; acknowledgement acknowledgment;
        ageing aging; fulfil fulfill; skilful skillful; wilful willful; instalment installment; enrol enroll; enrolment enrollment;
        distil distill; instil instill; appal appall; anaemia anemia; anaemic anemic; anaesthetic anesthetic; anaesthesia anesthesia;
        encyclopaedia encyclopedia; paediatric pediatric; foetus fetus; foetal fetal; oestrogen estrogen; diarrhoea diarrhea;
        leukaemia leukemia; orthopaedic orthopedic; mediaeval medieval; manoeuvre maneuver; manoeuvres maneuvers; manoeuvred maneuvered;
        defence defense; defences defenses; offence offense; offences offenses; licence license; licences licenses; pretence pretense;
        practise practice; practised practiced; practising practicing; analyse analyze; analysed analyzed; analysing analyzing;
        paralyse paralyze; paralysed paralyzed; catalyse catalyze; breathalyse breathalyze; learnt learned; burnt burned; spelt spelled;
        dreamt dreamed; leapt leaped; spoilt spoiled; smelt smelled; artefact artifact; artefacts artifacts; cosy cozy; storey story;
        storeys stories; furore furor; sulphur sulfur; woollen woolen; marvellous marvelous; traveller traveler; travellers travelers;
        disc disk; discs disks; omelette omelet; yoghurt yogurt; whisky whiskey; tonne ton; tonnes tons; connexion connection;
        """);

    /// <summary>The words for one lower-case word; mostly itself.</summary>
    public static IEnumerable<string> Respell(string word)
    {
        if (Words.TryGetValue(word, out var found)) return found.Split(' ');
        word = Our().Replace(word, "$1or$2");
        word = Ise().Replace(word, "$1iz$2");
        word = Re().Replace(word, "$1er$2");
        return [DoubleL().Replace(word, "$1$2")];
    }

    private static FrozenDictionary<string, string> Pairs(string text) => text
        .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(pair => pair.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries))
        .ToFrozenDictionary(pair => pair[0], pair => string.Join(' ', pair[1].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    [GeneratedRegex("^((?:dis|un|mis)?(?:col|fav|hon|lab|neighb|behavi|harb|hum|flav|rum|arm|vap|sav|od|vig|val|endeav|splend|parl|tum|ard"
        + "|cand|clam|ferv|ranc|savi|succ|demean|rig))our(\\w*)$")]
    private static partial Regex Our();

    [GeneratedRegex("^((?:un|re|dis|over)?(?:real|organ|recogn|apolog|critic|emphas|civil|author|character|special|general|modern|memor"
        + "|minim|maxim|optim|util|symbol|summar|standard|stabil|sympath|normal|final|fertil|energ|econom|colon|central|capital|categor"
        + "|commercial|computer|crystall|custom|digit|dramat|equal|fantas|formal|global|harmon|hospital|ideal|immun|industrial|initial"
        + "|legal|liberal|local|material|mechan|mobil|monopol|national|neutral|patron|penal|personal|popular|prior|privat|public|rational"
        + "|revolution|satir|scrutin|sensit|social|steril|subsid|terror|theor|tranquil|trivial|urban|victim|visual|vocal|western|agon"
        + "|antagon|brutal|character|christian|jeopard|hypnot|magnet|moral|pressur|synchron|temporal|vandal))"
        + "is(e|ed|es|er|ers|ing|ation|ations|able)$")]
    private static partial Regex Ise();

    [GeneratedRegex("^(cent|theat|met|kilomet|centimet|millimet|lit|fib|sab|somb|spect|lust|calib|meag|sept)re(s?)$")]
    private static partial Regex Re();

    [GeneratedRegex("^(travel|cancel|counsel|label|model|signal|quarrel|marvel|tunnel|fuel|dial|level|channel|equal|rival|total|shovel"
        + "|grovel|duel|jewel|unravel|pedal|libel|enamel|chisel|funnel)l(ed|ing|er|ers|or|ors|ous)$")]
    private static partial Regex DoubleL();
}
