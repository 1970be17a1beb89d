// Opening terminals by their device nodes: one terminal, or /dev/tty, which stands for the caller's own. Knows no path.
import type { Errno } from '../../../abi/errno.js';
import { openFlags } from '../../../abi/open-flags.js';
import type { OpenRequest } from '../inode.js';
import type { DeviceDriver, Vfs } from '../vfs.js';
import type { Tty } from './tty.js';
import { TtyFile } from './tty-file.js';
import { takeControl } from './tty-ioctl.js';

/** Opens `tty`; a session leader without a terminal gets it as its own unless O_NOCTTY is given. @see open(2) O_NOCTTY */
export function openTty(vfs: Vfs, tty: Tty, request: OpenRequest): TtyFile | Errno {
  const { caller, flags } = request;
  if (tty.hungUp) return 'EIO';
  const takes = (flags & openFlags.O_NOCTTY) === 0 && caller.pid === caller.session && caller.pid !== 0 && caller.terminal === 0;
  if (takes && tty.session === 0) takeControl(tty, caller, vfs.services);
  return new TtyFile(request, tty, vfs);
}

export function ttyDriver(vfs: Vfs, tty: Tty): DeviceDriver {
  return { open: (request) => openTty(vfs, tty, request) };
}

/** /dev/tty. @see tty(4) */
export function ownTtyDriver(vfs: Vfs): DeviceDriver {
  return {
    open: (request) => {
      const tty = vfs.terminals.get(request.caller.terminal);
      return tty === undefined ? 'ENXIO' : new TtyFile(request, tty, vfs);
    },
  };
}
