using Speech.Functions.AzureFunctions;
using Speech.Functions.Hosting;
using Speech.Functions.Security;

ProcessSecrets.Hide();
return WorkerHost.IsWorker(args) ? await WorkerHost.RunAsync(args) : await StandaloneHost.RunAsync(args);
