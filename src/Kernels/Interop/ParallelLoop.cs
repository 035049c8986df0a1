using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Speech.Kernels.Interop;

/// <summary>A loop on the session's intra-op threads whose body may throw: the first exception is rethrown to the caller.</summary>
internal static unsafe class ParallelLoop
{
    /// <summary>
    /// Calls the body with the indices 0 to count - 1 and waits. After an exception, calls that have not begun are skipped.
    /// </summary>
    /// <param name="context">The kernel's context.</param>
    /// <param name="count">Number of calls.</param>
    /// <param name="body">Receives the state and the index.</param>
    /// <param name="state">Passed on to every call.</param>
    public static void Run(nint context, int count, delegate*<void*, int, void> body, void* state)
    {
        if (count == 1)
        {
            body(state, 0);
            return;
        }

        // Allocated before the loop: recording a failure must not allocate.
        var failure = new Failure();
        var handle = GCHandle.Alloc(failure);
        try
        {
            var loop = new Loop { Body = body, State = state, Failure = GCHandle.ToIntPtr(handle) };
            OrtFunctions.ParallelFor(context, count, &RunOne, &loop);
        }
        finally
        {
            handle.Free();
        }

        if (failure.First is { } exception) ExceptionDispatchInfo.Throw(exception);
    }

    // No exception may pass through the frames of ONNX Runtime: it would end the process.
    [UnmanagedCallersOnly]
    private static void RunOne(void* state, nuint index)
    {
        var loop = (Loop*)state;
        var failure = (Failure)GCHandle.FromIntPtr(loop->Failure).Target!;
        if (failure.First is not null) return;
        try
        {
            loop->Body(loop->State, (int)index);
        }
        catch (Exception exception)
        {
            failure.Record(exception);
        }
    }

    private struct Loop
    {
        public delegate*<void*, int, void> Body;
        public void* State;
        public nint Failure;
    }

    private sealed class Failure
    {
        private Exception? _first;

        public Exception? First => Volatile.Read(ref _first);

        public void Record(Exception exception) => Interlocked.CompareExchange(ref _first, exception, null);
    }
}
