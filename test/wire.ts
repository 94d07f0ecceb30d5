type Message = object;

/** One end of a wire that carries JSON text, as both SDKs' transports have it. */
interface End {
  onmessage?(message: object): void;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  start(): Promise<void>;
  send(message: Message): Promise<void>;
  close(): Promise<void>;
}

/** Two connected ends. The SDKs meet here in text only: objects of one never reach the other. */
export function wirePair(): [End, End] {
  const ends: [End, End] = [end(() => ends[1]), end(() => ends[0])];
  return ends;
}

function end(other: () => End): End {
  let closed = false;
  return {
    start: async () => undefined,
    async send(message) {
      const text = JSON.stringify(message);
      setImmediate(() => other().onmessage?.(JSON.parse(text)));
    },
    async close() {
      if (closed) return;
      closed = true;
      this.onclose?.();
      await other().close();
    },
  };
}
