using System.Runtime.InteropServices;

namespace Speech.Audio.Sandbox;

/// <summary>System calls by their numbers, and those that no decoder needs.</summary>
internal static class SystemCalls
{
    // asm-generic/unistd.h: those of the last years have one number everywhere.
    public const int LandlockCreateRuleset = 444, LandlockAddRule = 445, LandlockRestrictSelf = 446;

    /// <summary>The last one that the lists below take into account (Linux 6.17).</summary>
    public const int Last = 469;

    /// <summary>Its flags lie in memory, which a filter cannot read. Without it, libraries use <c>clone</c>.</summary>
    public const int Clone3 = 435;

    /// <summary>Has no number on this processor.</summary>
    private const int None = -1;

    private static readonly (string Name, int X64, int Arm64)[] RefusedCalls =
    [
        // The network, and shared memory and queues of the user.
        ("socket", 41, 198), ("socketpair", 53, 199), ("connect", 42, 203), ("bind", 49, 200),
        ("shmget", 29, 194), ("shmat", 30, 196), ("shmctl", 31, 195), ("semget", 64, 190), ("msgget", 68, 186),
        ("mq_open", 240, 180), ("mq_unlink", 241, 181),
        // Rings carry out other calls, unseen by a filter.
        ("io_uring_setup", 425, 425), ("io_uring_enter", 426, 426), ("io_uring_register", 427, 427),

        // Other processes.
        ("ptrace", 101, 117), ("process_vm_readv", 310, 270), ("process_vm_writev", 311, 271), ("process_madvise", 440, 440),
        ("process_mrelease", 448, 448), ("kcmp", 312, 272), ("pidfd_open", 434, 434), ("pidfd_getfd", 438, 438),
        ("pidfd_send_signal", 424, 424), ("tkill", 200, 130), ("tgkill", 234, 131), ("rt_sigqueueinfo", 129, 138),
        ("rt_tgsigqueueinfo", 297, 240), ("setpriority", 141, 140), ("ioprio_set", 251, 30), ("migrate_pages", 256, 238),
        ("move_pages", 279, 239),

        // Files: names, modes, owners, times, attributes. Landlock does not know all of them, and old kernels have no Landlock.
        ("creat", 85, None), ("truncate", 76, 45), ("mkdir", 83, None), ("mkdirat", 258, 34), ("mknod", 133, None), ("mknodat", 259, 33),
        ("unlink", 87, None), ("unlinkat", 263, 35), ("rmdir", 84, None), ("rename", 82, None), ("renameat", 264, 38),
        ("renameat2", 316, 276), ("link", 86, None), ("linkat", 265, 37), ("symlink", 88, None), ("symlinkat", 266, 36),
        ("chmod", 90, None), ("fchmod", 91, 52), ("fchmodat", 268, 53), ("fchmodat2", 452, 452), ("chown", 92, None), ("lchown", 94, None),
        ("fchown", 93, 55), ("fchownat", 260, 54), ("utime", 132, None), ("utimes", 235, None), ("futimesat", 261, None),
        ("utimensat", 280, 88), ("setxattr", 188, 5), ("lsetxattr", 189, 6), ("fsetxattr", 190, 7), ("setxattrat", 463, 463),
        ("removexattr", 197, 14), ("lremovexattr", 198, 15), ("fremovexattr", 199, 16), ("removexattrat", 466, 466),
        ("file_setattr", 469, 469), ("name_to_handle_at", 303, 264), ("open_by_handle_at", 304, 265), ("fanotify_init", 300, 262),
        ("fanotify_mark", 301, 263), ("quotactl", 179, 60), ("quotactl_fd", 443, 443),

        // Programs that are in no file.
        ("memfd_create", 319, 279), ("memfd_secret", 447, 447), ("execveat", 322, 281),

        // Namespaces and mounts.
        ("unshare", 272, 97), ("setns", 308, 268), ("mount", 165, 40), ("umount2", 166, 39), ("pivot_root", 155, 41), ("chroot", 161, 51),
        ("open_tree", 428, 428), ("move_mount", 429, 429), ("fsopen", 430, 430), ("fsconfig", 431, 431), ("fsmount", 432, 432),
        ("fspick", 433, 433), ("mount_setattr", 442, 442), ("statmount", 457, 457), ("listmount", 458, 458), ("open_tree_attr", 467, 467),

        // The kernel and the machine.
        ("bpf", 321, 280), ("perf_event_open", 298, 241), ("userfaultfd", 323, 282), ("add_key", 248, 217), ("request_key", 249, 218),
        ("keyctl", 250, 219), ("init_module", 175, 105), ("finit_module", 313, 273), ("delete_module", 176, 106), ("kexec_load", 246, 104),
        ("kexec_file_load", 320, 294), ("reboot", 169, 142), ("syslog", 103, 116), ("acct", 163, 89), ("swapon", 167, 224),
        ("swapoff", 168, 225), ("settimeofday", 164, 170), ("clock_settime", 227, 112), ("adjtimex", 159, 171), ("clock_adjtime", 305, 266),
        ("sethostname", 170, 161), ("setdomainname", 171, 162), ("vhangup", 153, 58), ("personality", 135, 92), ("uselib", 134, None),
        ("iopl", 172, None), ("ioperm", 173, None), ("modify_ldt", 154, None),
    ];

    private static readonly (string Name, int X64, int Arm64)[] CallsOnItself =
    [
        ("kill", 62, 129), ("prlimit64", 302, 261), ("sched_setparam", 142, 118), ("sched_setscheduler", 144, 119),
        ("sched_setaffinity", 203, 122), ("sched_setattr", 314, 274),
    ];

    /// <summary>Calls that are refused.</summary>
    public static IEnumerable<int> Refused(Architecture processor) => Numbers(RefusedCalls, processor);

    /// <summary>Calls whose first argument is a process. Only 0 is allowed: itself, and for a signal the processes of its group.</summary>
    public static IEnumerable<int> OnItself(Architecture processor) => Numbers(CallsOnItself, processor);

    /// <summary>Starts processes, threads and namespaces.</summary>
    public static int Clone(Architecture processor) => processor is Architecture.X64 ? 56 : 220;

    private static IEnumerable<int> Numbers(IEnumerable<(string Name, int X64, int Arm64)> calls, Architecture processor)
        => calls.Select(call => processor is Architecture.X64 ? call.X64 : call.Arm64).Where(number => number != None);
}
