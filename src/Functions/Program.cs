using Microsoft.Extensions.Options;
using Speech.Functions.Hosting;
using Speech.Functions.Options;
using Speech.Functions.Security;
using Speech.Transcription.Options;

ProcessSecrets.Hide();
var builder = WebApplication.CreateBuilder(args);
builder.Configuration.AddLocalSettings();
if (EndpointOptions.FindFaults(builder.Configuration, StandaloneHost.Features) is { Count: > 0 } faults)
{
    await Console.Error.WriteLineAsync(StartupValidation.Format(faults));
    return 1;
}
await using var app = StandaloneHost.Build(builder, builder.Configuration);
try
{
    await app.StartAsync();
}
catch (OptionsValidationException exception)
{
    await Console.Error.WriteLineAsync(StartupValidation.Format(exception.Failures));
    return 1;
}
StartupMessage.Write(
    Console.Out, app.Urls, app.Services.GetRequiredService<IOptions<ModelOptions>>().Value,
    app.Services.GetRequiredService<IOptions<ApiTokenOptions>>().Value);
await app.WaitForShutdownAsync();
return 0;
