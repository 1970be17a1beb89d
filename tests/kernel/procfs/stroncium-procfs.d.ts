// What the tests use of @stroncium/procfs, which comes without types.
declare module '@stroncium/procfs' {
  interface ProcessStat {
    readonly userTicks: number;
  }

  export class Procfs {
    constructor(root: string);
    processes(): number[];
    cpuinfo(): unknown;
    loadavg(): unknown;
    uptime(): unknown;
    version(): unknown;
    swaps(): unknown;
    stat(): { readonly cpuTime: readonly unknown[] };
    devices(): unknown;
    filesystems(): unknown;
    diskstats(): unknown;
    partitions(): unknown;
    meminfo(): { readonly total: number };
    processMountinfo(pid: number): { readonly mountPoint: string }[];
    processIo(pid: number): unknown;
    processEnviron(pid: number): unknown;
    processOomScore(pid: number): number;
    processCmdline(pid: number): string[];
    processStatm(pid: number): unknown;
    processComm(pid: number): string;
    processCgroups(pid: number): unknown;
    processLimits(pid: number): unknown[];
    processStat(pid: number): ProcessStat;
    processStatus(pid: number): unknown;
    processExe(pid: number): string;
    processCwd(pid: number): string;
    processFds(pid: number): number[];
    processThreads(pid: number): number[];
    processFd(fd: number, pid: number): unknown;
    processFdinfo(fd: number, pid: number): unknown;
  }
}
