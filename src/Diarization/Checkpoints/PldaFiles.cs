using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Numpy;

namespace Speech.Diarization.Checkpoints;

/// <summary>The two files of a PLDA model.</summary>
internal static class PldaFiles
{
    /// <summary>Reads them.</summary>
    /// <param name="folder">Holds <c>xvec_transform.npz</c> and <c>plda.npz</c>.</param>
    /// <exception cref="CheckpointException">A file or one of its arrays is missing or malformed.</exception>
    /// <exception cref="DiarizationModelException">The arrays do not fit each other.</exception>
    public static PldaParameters Read(string folder)
    {
        var transform = NumpyArchive.Read(Path.Combine(folder, "xvec_transform.npz"));
        var plda = NumpyArchive.Read(Path.Combine(folder, "plda.npz"));
        try
        {
            // In brackets: null alone would be no axis at all, not one of any length.
            return new(
                transform.ReadDoubles("mean1", [null]), transform.ReadDoubles("mean2", [null]), transform.ReadDoubles("lda", null, null),
                plda.ReadDoubles("mu", [null]), plda.ReadDoubles("tr", null, null), plda.ReadDoubles("psi", [null]));
        }
        catch (ArgumentException reason)
        {
            throw new DiarizationModelException(reason.Message, reason);
        }
    }
}
