using Speech.Onnx.Graphs;
using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Onnx.Tests.Sessions;

public class OnnxRuntimeEnvironmentTests
{
    [Fact]
    public void Reports_a_usable_gpu_only_where_a_session_opens_on_it()
    {
        if (TestEnvironment.Instance.IsCudaUsable())
        {
            using var memory = TestEnvironment.Instance.AllocateCacheMemory(ComputeProfile.CudaFp16);
            Assert.Single(memory.Allocate([64], areSparse: false));
        }
        else
        {
            Assert.ThrowsAny<Exception>(() => TestEnvironment.Instance.AllocateCacheMemory(ComputeProfile.CudaFp16));
        }
    }

    [Fact]
    public void Several_environments_with_numbers_of_threads_of_their_own_share_the_process()
    {
        for (var threads = 1; threads <= 3; threads++)
        {
            using var environment = new OnnxRuntimeEnvironment(new OnnxRuntimeOptions { Threads = threads });
            Assert.Equal(threads, environment.Threads);
            using var session = environment.OpenSession(Identity(), ComputeProfile.CpuFp32);
            Assert.Equal(["y"], session.OutputNames);
        }
    }

    [Fact]
    public void Rejects_a_negative_number_of_threads()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxRuntimeEnvironment(new OnnxRuntimeOptions { Threads = -1 }));

    [Fact]
    public void A_disposed_environment_opens_no_session()
    {
        var environment = new OnnxRuntimeEnvironment(new OnnxRuntimeOptions { Threads = TestEnvironment.Instance.Threads });
        environment.Dispose();
        environment.Dispose();
        Assert.Throws<ObjectDisposedException>(() => environment.OpenSession(Identity(), ComputeProfile.CpuFp32));
    }

    private static GraphModel Identity()
    {
        var graph = new GraphWriter();
        graph.Output("y", graph.Input("x", ElementType.Float, 1), ElementType.Float, 1);
        return graph.ToModel();
    }
}
