import type { Method, Model, Push } from './model';

interface Waiting {
  resolve(answer: Answer): void;
  reject(refusal: Refusal): void;
  since: number;
}

export interface Answer {
  result: any;
  buffers: DataView[];
}

// What the kernel says when it does not do what it was asked for.
export class Refusal extends Error {
  constructor(
    cause: string,
    readonly remedy: string,
    readonly fields: Record<string, string>
  ) {
    super(cause);
  }
}

// A request that has no answer after this long is worth a word.
const SLOW = 700;

let views = 0;

/** Requests of one view and their answers; what the kernel says unasked goes to listeners. */
export class Channel {
  readonly view = `v${++views}-${Math.random().toString(36).slice(2, 8)}`;
  onGap: () => void = () => {};
  onWaiting: (seconds: number | null) => void = () => {};
  private count = 0;
  private last = 0;
  private waiting = new Map<string, Waiting>();
  private listeners = new Map<Push, (content: any) => void>();
  private timer: number;

  constructor(private model: Model) {
    model.on('msg:custom', this.take);
    this.timer = window.setInterval(this.lookAtClock, 250);
  }

  request(method: Method, params: Record<string, unknown> = {}, buffers: ArrayBuffer[] = []): Promise<Answer> {
    const id = `${this.view}-${++this.count}`;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, since: performance.now() });
      this.model.send({ id, method, params }, undefined, buffers);
    });
  }

  listen(push: Push, listener: (content: any) => void): void {
    this.listeners.set(push, listener);
  }

  close(): void {
    this.model.off('msg:custom', this.take);
    window.clearInterval(this.timer);
  }

  private take = (content: any, buffers: DataView[]): void => {
    const body = () => JSON.parse(new TextDecoder().decode(buffers[0]));
    if (content.push) {
      if (this.last && content.number !== this.last + 1) this.onGap();
      this.last = content.number;
      this.listeners.get(content.push)?.(body());
      return;
    }
    const waiting = this.waiting.get(content.answer);
    if (!waiting) return;
    this.waiting.delete(content.answer);
    const said = body();
    if (said.error) waiting.reject(new Refusal(said.error.cause, said.error.remedy, said.error.fields));
    else waiting.resolve({ result: said.result, buffers: buffers.slice(1) });
    this.lookAtClock();
  };

  private lookAtClock = (): void => {
    const longest = Math.max(0, ...[...this.waiting.values()].map(each => performance.now() - each.since));
    this.onWaiting(longest > SLOW ? longest / 1000 : null);
  };
}
