namespace Speech.Transcription.Models;

/// <summary>A model in memory, shared by all requests.</summary>
public interface IModel : IAsyncDisposable
{
    /// <summary>Runs every network once, briefly; ends well when they work.</summary>
    Task TryAsync(CancellationToken cancellationToken);
}

/// <summary>Brings the configured model into memory.</summary>
/// <typeparam name="TModel">What kind of model.</typeparam>
public interface IModelLoader<TModel> where TModel : class, IModel
{
    /// <summary>Loads the model, downloading what is missing. Called again after a failure, never twice at once.</summary>
    /// <param name="cancellationToken">The end of the process.</param>
    Task<TModel> LoadAsync(CancellationToken cancellationToken);
}
