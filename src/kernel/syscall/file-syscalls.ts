// All file calls, gathered for the table. Knows no call.
import { fileDescriptorSyscalls } from './file-descriptor-syscalls.js';
import { fileDirectorySyscalls } from './file-directory-syscalls.js';
import { fileIoSyscalls } from './file-io-syscalls.js';
import { fileMetadataSyscalls } from './file-metadata-syscalls.js';
import { fileMountSyscalls } from './file-mount-syscalls.js';
import { filePollSyscalls } from './file-poll-syscalls.js';
import type { Syscall } from './syscall.js';

export const fileSyscalls: readonly Syscall[] = [
  ...fileDirectorySyscalls,
  ...fileIoSyscalls,
  ...fileMetadataSyscalls,
  ...fileDescriptorSyscalls,
  ...filePollSyscalls,
  ...fileMountSyscalls,
];
