/** One request as the sandbox received it; the oracle for "neither lost nor repeated". */
export interface LoggedRequest {
  n: number;
  at: number;
  method: string;
  path: string;
  query: Record<string, string>;
  /** The parsed JSON, the CSV text of an import, or the raw text of anything else. */
  body: unknown;
  status: number | 'open' | 'dropped';
  /** Whether the account carried it out; set when it does, later than the reply for a late one. */
  applied: boolean;
  requestId: string;
  contactId?: string;
}

const kept = 200_000;
// Shifting at every request would move the whole array each time.
const slack = 10_000;

/** The last 200,000 requests. */
export class RequestLog {
  readonly entries: LoggedRequest[] = [];
  #count = 0;

  open(request: Pick<LoggedRequest, 'at' | 'method' | 'path' | 'query' | 'body'>): LoggedRequest {
    this.#count += 1;
    const requestId = `req_${this.#count.toString(36).padStart(8, '0')}`;
    const entry: LoggedRequest = { n: this.#count, ...request, status: 'open', applied: false, requestId };
    this.entries.push(entry);
    if (this.entries.length > kept + slack) this.entries.splice(0, slack);
    return entry;
  }

  writes(): LoggedRequest[] {
    return this.entries.filter((entry) => entry.method !== 'GET');
  }

  clear(): void {
    this.entries.length = 0;
  }
}
