using System.ComponentModel;
using System.Diagnostics;
using Speech.Audio.Input;

namespace Speech.Audio.Ffmpeg;

/// <summary>
/// One ffmpeg process: bytes are pumped in as fast as it takes them, samples are read out as fast as the caller takes them.
/// Cancellation, the time limit and a fault of the source all end it by killing it, which ends every wait on its pipes.
/// </summary>
internal sealed class FfmpegRun : IByteSource, IAsyncDisposable
{
    private readonly AudioOptions _options;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenRegistration _killOnCancel;
    private readonly Process _process;
    private readonly WaitBudget _budget;
    private readonly Task _pumping;
    private readonly Task<string> _complaints;

    private FfmpegRun(AudioOptions options, TimeProvider time, Process process, Stream encoded, CancellationToken cancellationToken)
    {
        (_options, _process, _cancellationToken) = (options, process, cancellationToken);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _budget = new WaitBudget(options.FfmpegTimeLimit, time, Kill);
        // Pipes may block the thread that uses them, so each gets one that is not the caller's.
        _complaints = Task.Run(() => LogTail.ReadAsync(process.StandardError.BaseStream), CancellationToken.None);
        _pumping = Task.Run(() => PumpAsync(new InputPump(encoded, process.StandardInput.BaseStream, _budget)), CancellationToken.None);
        _killOnCancel = cancellationToken.UnsafeRegister(_ => Kill(), null);
    }

    /// <exception cref="AudioDecoderMissingException">The program cannot be started.</exception>
    public static FfmpegRun Start(
        AudioOptions options, TimeProvider time, IEnumerable<string> arguments, Stream encoded, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var process = Process.Start(FfmpegStartInfo.Create(options.FfmpegPath, arguments))!;
            return new FfmpegRun(options, time, process, encoded, cancellationToken);
        }
        catch (Win32Exception exception)
        {
            throw new AudioDecoderMissingException(exception);
        }
    }

    /// <summary>Reads samples; fewer bytes mean that ffmpeg closed its output, by success or not: <see cref="FinishAsync"/> tells.</summary>
    public async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var waiting = _budget.Wait();
        var output = _process.StandardOutput.BaseStream;
        var read = await output.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return read;
    }

    /// <summary>Waits for the end of the process after its last sample was read, and throws if it did not succeed.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="AudioTimeLimitException">The time was up.</exception>
    /// <exception cref="UndecodableAudioException">ffmpeg failed.</exception>
    public async ValueTask FinishAsync()
    {
        string complaints;
        using (_budget.Wait())
        {
            complaints = await _complaints;
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        _cancellationToken.ThrowIfCancellationRequested();
        if (_budget.IsSpent) throw new AudioTimeLimitException(_options.FfmpegTimeLimit);
        // ffmpeg may be done before its input is; whatever the source has left is nobody's.
        await _stop.CancelAsync();
        await _pumping;
        if (_process.ExitCode != 0) throw new UndecodableAudioException(FfmpegComplaint.Explain(complaints), complaints);
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _stop.CancelAsync();
        await _killOnCancel.DisposeAsync();
        await _pumping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _complaints;
        await _process.WaitForExitAsync(CancellationToken.None);
        await _process.StandardOutput.BaseStream.DisposeAsync();
        await _process.StandardError.BaseStream.DisposeAsync();
        _process.Dispose();
        await _budget.DisposeAsync();
        _stop.Dispose();
    }

    private async Task PumpAsync(InputPump pump)
    {
        try
        {
            await pump.RunAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested && !_cancellationToken.IsCancellationRequested)
        {
            // Stopped from here, because ffmpeg is done.
        }
        catch
        {
            // The samples so far are of no use to a caller who is about to learn that the source failed.
            Kill();
            throw;
        }
    }

    private void Kill()
    {
        try
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself in the meantime.
        }
    }
}
