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
    public void Beams_share_the_sequences_of_a_pass(int maxBatchSize, int rows, int slots)
        => Assert.Equal(slots, WhisperModel.SlotsFor(maxBatchSize, rows));
}
