using System.ComponentModel;
using Speech.Audio.Errors;
using Speech.Audio.Input;
using Speech.Audio.Processes;
using Speech.Audio.Sandbox;

namespace Speech.Audio.Ffmpeg;

/// <summary>
/// One ffmpeg process, whose input and output are streamed concurrently. Cancellation, the time limit and a failing source all end it by
/// killing the process, which completes all pending reads and writes on its pipes.
/// </summary>
internal sealed class FfmpegProcess : IByteSource, IAsyncDisposable
{
    /// <summary>CPU time for each second of the time limit, which does not count the time in which samples are processed.</summary>
    private const int CpuTimePerSecond = 4;
    private const int NoSuchFile = 2, AccessDenied = 13;

    private readonly TimeSpan _timeLimit;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _stopInput;
    private readonly CancellationTokenRegistration _killOnCancel;
    private readonly IChildProcess _process;
    private readonly DecodingTimeLimit _limit;
    private readonly Task _input;
    private readonly Task<string> _errorOutput;

    private FfmpegProcess(
        IChildProcess process, TimeSpan timeLimit, TimeProvider time, Stream encoded, CancellationToken cancellationToken)
    {
        (_process, _timeLimit, _cancellationToken) = (process, timeLimit, cancellationToken);
        _stopInput = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _limit = new DecodingTimeLimit(timeLimit, time, process.Kill);
        // An operation on a pipe blocks its thread.
        _errorOutput = Task.Run(() => StreamTail.ReadAsync(process.Errors), CancellationToken.None);
        _input = Task.Run(() => CopyInputAsync(new InputCopier(encoded, process.Input, _limit)), CancellationToken.None);
        _killOnCancel = cancellationToken.UnsafeRegister(_ => process.Kill(), null);
    }

    /// <exception cref="AudioDecoderMissingException">The program does not exist.</exception>
    /// <exception cref="AudioDecoderFailedException">The system cannot start it.</exception>
    public static FfmpegProcess Start(
        Command command, TimeSpan timeLimit, TimeProvider time, Stream encoded, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            IChildProcess process = OperatingSystem.IsLinux()
                ? SandboxedProcess.Start(command, CpuTimePerSecond * timeLimit) : PortableProcess.Start(command);
            return new FfmpegProcess(process, timeLimit, time, encoded, cancellationToken);
        }
        catch (Win32Exception exception)
        {
            // Neither found nor executable; anything else is a lack of memory, processes or files.
            throw exception.NativeErrorCode is NoSuchFile or AccessDenied
                ? new AudioDecoderMissingException(exception) : new AudioDecoderFailedException(exception);
        }
        catch (IOException exception)
        {
            // No further pipes.
            throw new AudioDecoderFailedException(exception);
        }
    }

    /// <summary>
    /// Reads decoded samples. Fewer bytes than requested mean that ffmpeg closed its output; <see cref="FinishAsync"/> throws if it failed.
    /// </summary>
    public async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var waiting = _limit.WaitForOutput();
        var output = _process.Output;
        var read = await output.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return read;
    }

    /// <summary>Waits for the end of the process after its last sample has been read, and throws if it failed.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="AudioTimeLimitException">The time limit was exceeded.</exception>
    /// <exception cref="AudioException">ffmpeg failed.</exception>
    public async ValueTask FinishAsync()
    {
        string errorOutput;
        int exitCode;
        using (_limit.WaitForOutput())
        {
            errorOutput = await _errorOutput;
            exitCode = await _process.WaitForExitAsync();
        }
        _cancellationToken.ThrowIfCancellationRequested();
        if (_limit.IsExceeded) throw new AudioTimeLimitException(_timeLimit);
        // ffmpeg may end before its input does; the rest of the source is ignored.
        await _stopInput.CancelAsync();
        await _input;
        if (exitCode != 0) throw FfmpegFailure.Create(exitCode, errorOutput);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _stopInput.CancelAsync();
        await _killOnCancel.DisposeAsync();
        await _input.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _errorOutput;
        await _process.WaitForExitAsync();
        _process.Dispose();
        await _limit.DisposeAsync();
        _stopInput.Dispose();
    }

    private async Task CopyInputAsync(InputCopier copier)
    {
        try
        {
            await copier.RunAsync(_stopInput.Token);
        }
        catch (OperationCanceledException) when (_stopInput.IsCancellationRequested && !_cancellationToken.IsCancellationRequested)
        {
            // Stopped by FinishAsync or DisposeAsync because ffmpeg has ended.
        }
        catch
        {
            // The source failed: no further samples are needed.
            _process.Kill();
            throw;
        }
    }
}
