/** A socket of which the test is the server. */
export class FakeWebSocket extends EventTarget {
  static opened: FakeWebSocket[] = [];
  readyState = 0;
  readonly sent: string[] = [];
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    FakeWebSocket.opened.push(this);
  }

  static newest(): FakeWebSocket {
    const socket = FakeWebSocket.opened.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }

  /** The server accepts and greets. */
  accept(serverTime = '2026-11-20T10:00:00.000Z'): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
    this.say({ type: 'hello', serverTime });
    this.say({ type: 'subscribed', serverTime });
  }

  say(frame: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }

  /** As a pulled cable, or with a code of the server. */
  cut(code = 1006): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.cut(1000);
  }
}

export const asWebSocket = (url: string): WebSocket => new FakeWebSocket(url) as unknown as WebSocket;
