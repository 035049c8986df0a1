using Speech.Checkpoints;
using Speech.Checkpoints.Errors;
using Speech.Checkpoints.Numpy;
using Speech.Diarization.Loading;

namespace Speech.Diarization.Clustering;

/// <summary>The two NumPy archives of a PLDA model.</summary>
internal static class PldaFiles
{
    /// <summary>Reads a PLDA model.</summary>
    /// <param name="folder">Folder with <c>xvec_transform.npz</c> and <c>plda.npz</c>.</param>
    /// <exception cref="CheckpointException">A file or one of its arrays is missing or malformed.</exception>
    /// <exception cref="DiarizationModelException">The shapes of the arrays do not match.</exception>
    public static PldaParameters Read(string folder)
    {
        var transform = NumpyArchive.Read(Path.Combine(folder, "xvec_transform.npz"));
        var plda = NumpyArchive.Read(Path.Combine(folder, "plda.npz"));
        try
        {
            // [null] is one axis of any length; null alone would be no axis at all.
            return new(
                transform.ReadDoubles("mean1", [null]), transform.ReadDoubles("mean2", [null]), transform.ReadDoubles("lda", null, null),
                plda.ReadDoubles("mu", [null]), plda.ReadDoubles("tr", null, null), plda.ReadDoubles("psi", [null]));
        }
        catch (ArgumentException exception)
        {
            throw new DiarizationModelException(exception.Message, exception);
        }
    }
}
