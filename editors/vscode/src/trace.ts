// Shows the messages to and from the server because a setting says so; the client alone asks for the level of the log too.
import { EventEmitter, LogLevel, type LogOutputChannel } from "vscode";

export class TraceChannel {
  /** The output, for messages alone. */
  readonly channel: LogOutputChannel;
  private readonly levels = new EventEmitter<LogLevel>();

  constructor(output: LogOutputChannel, private readonly isOn: () => boolean) {
    const level = (): LogLevel => (this.isOn() ? LogLevel.Trace : LogLevel.Off);
    // Over nothing, since a proxy may not differ from what its target has frozen.
    this.channel = new Proxy({} as LogOutputChannel, {
      get: (_, name) => {
        switch (name) {
          case "logLevel":
            return level();
          case "onDidChangeLogLevel":
            return this.levels.event;
          case "trace":
            return (message: string) => output.info(message);
          default: {
            const value: unknown = Reflect.get(output, name);
            return typeof value === "function" ? value.bind(output) : value;
          }
        }
      },
    });
  }

  /** Asks again whether it is on. */
  refresh(): void {
    this.levels.fire(this.channel.logLevel);
  }

  dispose(): void {
    this.levels.dispose();
  }
}
