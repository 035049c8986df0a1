using Microsoft.ML.OnnxRuntime;
using Speech.Onnx.Weights;

namespace Speech.Whisper.Model;

/// <summary>Turns the errors of opening a network into <see cref="WhisperException"/>.</summary>
internal static class NetworkErrors
{
    /// <summary>Opens a network.</summary>
    /// <param name="open">Opens it.</param>
    /// <exception cref="WhisperException">The checkpoint does not contain the network.</exception>
    public static T Translate<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (OnnxRuntimeException exception)
        {
            // ONNX Runtime's message names graph nodes and paths.
            throw new WhisperException(
                "ONNX Runtime rejects the network of this checkpoint: its tensors may not have the shapes that config.json requires.",
                exception);
        }
        catch (WeightException exception)
        {
            throw new WhisperException($"The checkpoint does not match its config.json. {exception.Message}", exception);
        }
    }
}
