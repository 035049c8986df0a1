using Speech.Onnx.Sessions;
using Speech.Whisper.Inference;

namespace Speech.Whisper.Tests.Inference;

public class BatchSlotsTests
{
    [Theory]
    [InlineData(24, 1, 24)]
    [InlineData(24, 5, 4)]
    [InlineData(3, 5, 3)]
    [InlineData(1, 8, 1)]
    [InlineData(100, 1, 100)]
    [InlineData(100, 5, 20)]
    public void Beams_share_the_sequences_of_a_pass(int maxBatchSize, int sequencesPerSlot, int slots)
        => Assert.Equal(slots, WhisperModel.SlotsFor(maxBatchSize, sequencesPerSlot));

    [Theory]
    [InlineData(Precision.Fp32, 2)]
    [InlineData(Precision.Mixed, 4)]
    [InlineData(Precision.Int8, 4)]
    public void On_a_CPU_the_windows_of_a_pass_are_bounded_by_their_memory(Precision precision, int windows)
        => Assert.Equal(windows, WhisperModel.DefaultBatchSizeOf(new WhisperOptions { Precision = precision }.Profile));

    [Fact]
    public void On_a_GPU_a_pass_has_many_windows()
        => Assert.Equal(24, WhisperModel.DefaultBatchSizeOf(new WhisperOptions { Device = ComputeDevice.Cuda }.Profile));
}
