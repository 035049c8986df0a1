using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Options;
using Speech.Functions.AzureFunctions;
using Speech.Functions.Hosting;
using Speech.Functions.Options;
using Speech.Functions.Security;
using Speech.Storage.Hosting;
using Speech.Storage.Options;
using Speech.Transcription.Options;

ProcessSecrets.Hide();
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Configuration.AddLocalSettings();
var features = new HostFeatures { RunsGgml = true, TriggerContainer = BlobFunction.Container };
if (EndpointOptions.FindFaults(builder.Configuration, features) is { Count: > 0 } faults)
{
    await Console.Error.WriteLineAsync(StartupValidation.Format(faults));
    return 1;
}
builder.Services
    .AddSingleton(provider => WhisperNet.Opening(provider.GetRequiredService<IOptions<ComputeOptions>>().Value.Threads))
    .AddEndpoint(builder.Configuration, features)
    .AddSingleton<EmbeddedApiReference>();
if (SettingsBinder.Bind<StorageOptions>(builder.Configuration).IsConfigured)
    builder.Services.AddJobCleanup().AddCallbacks(builder.Configuration);
// The worker's default limits are far below ours; the functions host has another one (FUNCTIONS_REQUEST_BODY_SIZE_LIMIT).
builder.Services.AddOptions<KestrelServerOptions>()
    .Configure<IOptions<RequestLimitOptions>>((options, limits) => options.Limits.MaxRequestBodySize = limits.Value.MaxBodyBytes);
builder.Services.AddOptions<FormOptions>()
    .Configure<IOptions<RequestLimitOptions>>((options, limits) => options.MultipartBodyLengthLimit = limits.Value.MaxBodyBytes);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
try
{
    await builder.Build().RunAsync();
}
catch (OptionsValidationException exception)
{
    await Console.Error.WriteLineAsync(StartupValidation.Format(exception.Failures));
    return 1;
}
return 0;
