using Speech.Onnx.Layers;
using Speech.Onnx.Sessions;

namespace Speech.Onnx.Tests.Sessions;

public class CudaTests
{
    [Fact]
    public void A_gpu_is_usable_only_where_a_session_opens_on_it()
    {
        if (Cuda.IsUsable(threads: 2))
        {
            using var memory = new DeviceMemory(ComputeProfile.CudaFp16, threads: 2);
            Assert.Single(memory.Allocate([64]));
        }
        else
        {
            Assert.ThrowsAny<Exception>(() => new DeviceMemory(ComputeProfile.CudaFp16, threads: 2));
        }
    }
}
