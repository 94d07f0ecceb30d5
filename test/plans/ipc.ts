import type { ChildProcess } from 'node:child_process';
import type { Timing } from '../../src/open.ts';

/** The first message to a server in a process of its own: its account, and the folder of its store. */
export interface Opening {
  env: Record<string, string>;
  timing: Timing;
}

/** The messages between the server and its test: the opening, the answer that it is open, and the protocol's own. */
export type Parcel = { open: Opening } | { opened: true } | { mcp: object };

export function isParcel(value: unknown): value is Parcel {
  return (
    typeof value === 'object' && value !== null && ('open' in value || 'opened' in value || 'mcp' in value)
  );
}

type Channel = Pick<ChildProcess, 'on' | 'off' | 'send'> | NodeJS.Process;

/** A transport, as both SDKs have it, over the channel between a process and its parent. */
export function ipcEnd(channel: Channel) {
  const hear = (parcel: unknown) => {
    if (isParcel(parcel) && 'mcp' in parcel) end.onmessage?.(parcel.mcp);
  };
  const close = async () => {
    channel.off('message', hear);
    channel.off('exit', close);
    end.onclose?.();
    delete end.onclose;
  };
  const end: {
    onmessage?(message: object): void;
    onclose?: () => void;
    onerror?: (error: Error) => void;
    start(): Promise<void>;
    send(message: object): Promise<void>;
    close(): Promise<void>;
  } = {
    start: async () => {
      channel.on('message', hear);
      channel.on('exit', close);
    },
    // A process that is gone hears nothing; its end says that it is gone.
    send: async (message) => void channel.send?.({ mcp: message }, undefined, {}, () => undefined),
    close,
  };
  return end;
}
