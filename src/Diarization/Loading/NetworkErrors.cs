using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Weights;

namespace Speech.Diarization.Loading;

/// <summary>Turns the errors of opening a network into <see cref="DiarizationModelException"/>.</summary>
internal static class NetworkErrors
{
    /// <summary>Opens or runs a network.</summary>
    /// <param name="open">Opens or runs it.</param>
    /// <exception cref="DiarizationModelException">The checkpoint does not contain the network.</exception>
    public static T Translate<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (OnnxRuntimeException exception)
        {
            // ONNX Runtime's message names graph nodes and paths.
            throw new DiarizationModelException(
                "ONNX Runtime rejects the network of this checkpoint: the shapes of its tensors may not match.", exception);
        }
        catch (WeightException exception)
        {
            throw new DiarizationModelException($"The checkpoint does not contain the expected network. {exception.Message}", exception);
        }
    }
}
