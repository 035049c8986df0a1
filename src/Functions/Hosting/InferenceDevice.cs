using Microsoft.Extensions.Options;
using Speech.Onnx.Sessions;
using Speech.Transcription.Options;

namespace Speech.Functions.Hosting;

/// <summary>The device that all networks run on: the configured one, resolved once.</summary>
internal sealed class InferenceDevice(DeviceSetting setting, Func<bool> isCudaUsable)
{
    private readonly Lazy<ComputeDevice> _device = new(() => Resolve(setting, isCudaUsable));

    /// <summary>The device.</summary>
    /// <exception cref="OptionsValidationException">The configured device cannot be used.</exception>
    public ComputeDevice Value => _device.Value;

    /// <summary>Fails where the configured device cannot be used. Does not probe a GPU that is not required.</summary>
    /// <exception cref="OptionsValidationException">The configured device cannot be used.</exception>
    public void Validate()
    {
        if (setting is DeviceSetting.Cuda) _ = Value;
    }

    private static ComputeDevice Resolve(DeviceSetting setting, Func<bool> isCudaUsable) => setting switch
    {
        DeviceSetting.Cpu => ComputeDevice.Cpu,
        DeviceSetting.Auto => isCudaUsable() ? ComputeDevice.Cuda : ComputeDevice.Cpu,
        _ => isCudaUsable() ? ComputeDevice.Cuda : throw new OptionsValidationException(nameof(DeviceSetting), typeof(ComputeOptions),
        [
            "DEVICE is \"cuda\", but no GPU is usable: it requires the GPU build of ONNX Runtime (-p:Gpu=true), "
            + "the CUDA libraries and an NVIDIA GPU",
        ]),
    };
}

/// <summary>Checks the configured device while the host starts.</summary>
internal sealed class InferenceDeviceCheck(InferenceDevice device) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        device.Validate();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
