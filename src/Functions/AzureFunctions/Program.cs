using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Speech.Functions.AzureFunctions;
using Speech.Functions.Hosting;
using Speech.Functions.Settings;
using Speech.Storage.Hosting;
using Speech.Transcription.Settings;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
EndpointSettings settings;
try
{
    settings = SettingsSource.ReadForTrigger(builder.Configuration, BlobFunction.Container);
}
catch (SettingsException faults)
{
    await Console.Error.WriteLineAsync(faults.Message);
    return 1;
}
builder.Services.AddSingleton(WhisperNet.Opening(settings.Compute.Threads)).AddEndpoint(settings);
if (settings.Models.Warmup) builder.Services.AddHostedService<WarmupService>();
if (settings.Storage.IsConfigured) builder.Services.AddJobCleanup();
// The worker's own limits are far below the contract's; the functions host has a third one (FUNCTIONS_REQUEST_BODY_SIZE_LIMIT).
builder.Services.Configure<KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = settings.Capacity.MaxBodyBytes);
builder.Services.Configure<FormOptions>(options => options.MultipartBodyLengthLimit = settings.Capacity.MaxBodyBytes);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
try
{
    await builder.Build().RunAsync();
}
catch (SettingsException faults)
{
    await Console.Error.WriteLineAsync(faults.Message);
    return 1;
}
return 0;
