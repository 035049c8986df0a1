namespace Speech.Transcription.Models;

/// <summary>A loaded model, shared by all requests.</summary>
public interface IModel : IAsyncDisposable
{
    /// <summary>Runs every network once on a short input; throws where one does not work.</summary>
    Task WarmUpAsync(CancellationToken cancellationToken);
}

/// <summary>Loads the configured model.</summary>
/// <typeparam name="TModel">The kind of model.</typeparam>
public interface IModelLoader<TModel> where TModel : class, IModel
{
    /// <summary>Loads the model and downloads missing files. May be called again after a failure, but never concurrently.</summary>
    /// <param name="cancellationToken">Cancelled when the process stops.</param>
    Task<TModel> LoadAsync(CancellationToken cancellationToken);
}
