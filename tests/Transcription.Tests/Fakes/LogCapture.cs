using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Speech.Transcription.Tests.Fakes;

/// <summary>Captures every log line with its exception, and the scopes.</summary>
internal sealed class LogCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => new Logger<object>(this);

    public ILogger<T> For<T>() => new Logger<T>(this);

    public void Dispose()
    {
    }

    private sealed class Logger<T>(LogCapture capture) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            capture._lines.Enqueue($"scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => capture._lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
    }
}
