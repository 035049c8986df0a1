using Speech.Functions.Hosting;
using Speech.Functions.Settings;
using Speech.Transcription.Settings;

var builder = WebApplication.CreateBuilder(args);
EndpointSettings settings;
try
{
    settings = SettingsSource.Read(builder.Configuration, builder.Environment.IsDevelopment());
}
catch (SettingsException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
await using var app = StandaloneHost.Build(builder, settings);
try
{
    await app.StartAsync();
}
catch (SettingsException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
StartupMessage.Write(Console.Out, app.Urls, settings);
await app.WaitForShutdownAsync();
return 0;
