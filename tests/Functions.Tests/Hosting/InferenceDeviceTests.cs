using Microsoft.Extensions.Options;
using Speech.Functions.Hosting;
using Speech.Onnx.Sessions;
using Speech.Transcription.Options;

namespace Speech.Functions.Tests.Hosting;

public class InferenceDeviceTests
{
    [Fact]
    public async Task Cuda_without_a_usable_gpu_fails_the_start()
    {
        var check = new InferenceDeviceCheck(new InferenceDevice(DeviceSetting.Cuda, () => false));
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => check.StartAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith("DEVICE is \"cuda\"", Assert.Single(exception.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DeviceSetting.Auto, false, ComputeDevice.Cpu)]
    [InlineData(DeviceSetting.Auto, true, ComputeDevice.Cuda)]
    [InlineData(DeviceSetting.Cpu, true, ComputeDevice.Cpu)]
    [InlineData(DeviceSetting.Cuda, true, ComputeDevice.Cuda)]
    public void Resolves_the_setting(DeviceSetting setting, bool isCudaUsable, ComputeDevice expected)
        => Assert.Equal(expected, new InferenceDevice(setting, () => isCudaUsable).Value);

    [Fact]
    public async Task The_start_does_not_probe_a_gpu_that_is_optional()
    {
        var device = new InferenceDevice(DeviceSetting.Auto, () => throw new InvalidOperationException("probed"));
        await new InferenceDeviceCheck(device).StartAsync(TestContext.Current.CancellationToken);
    }
}
