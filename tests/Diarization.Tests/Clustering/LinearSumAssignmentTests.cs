using Speech.Diarization.Clustering;
using Speech.TestSupport.Scoring;

namespace Speech.Diarization.Tests.Clustering;

public class LinearSumAssignmentTests
{
    [Fact]
    public void The_sum_equals_that_of_an_exhaustive_search()
    {
        var random = new Random(11);
        for (var round = 0; round < 400; round++)
        {
            var scores = new double[random.Next(1, 7), random.Next(1, 7)];
            // Few distinct values: there are ties.
            var values = round % 2 == 0 ? 3 : 1000;
            foreach (var (row, column) in Cells(scores)) scores[row, column] = random.Next(values);

            var columnOf = LinearSumAssignment.Maximize(scores);

            var used = columnOf.Where(column => column >= 0).ToList();
            Assert.Equal(Math.Min(scores.GetLength(0), scores.GetLength(1)), used.Count);
            Assert.Equal(used.Count, used.Distinct().Count());
            Assert.Equal(BestPairing.Sum(scores), columnOf.Select((column, row) => column < 0 ? 0 : scores[row, column]).Sum());
        }
    }

    [Fact]
    public void Assigns_negative_scores()
        => Assert.Equal([1, 0], LinearSumAssignment.Maximize(new double[,] { { -5, -1 }, { -1, -5 } }));

    private static IEnumerable<(int Row, int Column)> Cells(double[,] scores)
        => from row in Enumerable.Range(0, scores.GetLength(0))
           from column in Enumerable.Range(0, scores.GetLength(1))
           select (row, column);
}
