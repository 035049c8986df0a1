namespace Speech.Whisper.Search;

/// <summary>How beams are kept and scored.</summary>
/// <param name="Beams">Number of sequences that are followed, at least 2.</param>
/// <param name="Patience">
/// The search ends with this many results, as a multiple of the number of beams; null to go on while a sequence may beat a result.
/// </param>
/// <param name="LengthPenalty">Exponent of the length by which the score of a sequence is divided; 0 favors short ones.</param>
internal sealed record BeamSearchOptions(int Beams, double? Patience = null, double LengthPenalty = 1);
