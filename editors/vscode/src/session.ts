// One server at a time: found, asked what it is, started, stopped, and its state told.
import { setTimeout as sleep } from "node:timers/promises";
import type { ExtensionContext, LogOutputChannel } from "vscode";
import {
  CloseAction,
  DidChangeConfigurationNotification,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State as ClientState,
} from "vscode-languageclient/node";
import { configurations } from "./configurations";
import { DOCUMENTS, place, reader, settings } from "./editor";
import { probe } from "./probe";
import { command, findProgram, isMissing, type Program } from "./program";
import { isEnabled, SECTION, traceSetting } from "./settings";
import type { State } from "./state";
import { TraceChannel } from "./trace";

/** How long a server that is to end may take to start, in milliseconds. */
const PATIENCE = 2000;

export class Session {
  state: State = { kind: "off" };
  private client: LanguageClient | undefined;
  private work: Promise<void> = Promise.resolve();
  private readonly trace: TraceChannel;

  constructor(
    private readonly context: ExtensionContext,
    private readonly output: LogOutputChannel,
    private readonly changed: (state: State) => void,
  ) {
    this.trace = new TraceChannel(output, () => traceSetting(reader()) !== "off");
  }

  /** Ends the server that runs, and starts one where one is wanted. */
  restart(): Promise<void> {
    return this.enqueue(async () => {
      await this.end();
      await this.begin();
    });
  }

  stop(): Promise<void> {
    return this.enqueue(() => this.end());
  }

  /** Tells the server that runs what holds now. */
  async configure(): Promise<void> {
    this.trace.refresh();
    if (this.client?.isRunning()) {
      const told = { settings: { [SECTION]: settings() } };
      await this.client.sendNotification(DidChangeConfigurationNotification.type, told);
    }
  }

  /** Makes the editor's values; there is one while a server runs. */
  get converter(): LanguageClient["protocol2CodeConverter"] | undefined {
    return this.client?.protocol2CodeConverter;
  }

  // One after the other, so that there are never two servers.
  private enqueue(step: () => Promise<void>): Promise<void> {
    this.work = this.work.then(step).catch((error: unknown) => this.output.error(String(error)));
    return this.work;
  }

  private async begin(): Promise<void> {
    if (!isEnabled(reader())) {
      this.tell({ kind: "off" });
      return;
    }
    const program = findProgram(place(this.context));
    if (isMissing(program)) {
      this.tell({ kind: "missing", missing: program });
      return;
    }
    this.tell({ kind: "starting", program });
    const said = await probe(program.file, process.platform);
    if (said.kind === "stranger") {
      this.tell({ kind: "unusable", program, reason: said.reason });
    } else if (said.kind === "outdated") {
      this.tell({ kind: "outdated", program, version: said.version });
    } else {
      this.launch(program, said.version);
    }
  }

  private launch(program: Program, version: string): void {
    const { command: file, shell } = command(program.file, process.platform);
    const server = { command: file, args: ["lsp"], options: { shell } };
    let ran = false;
    const isOurs = (): boolean => this.client === client;
    const client: LanguageClient = new LanguageClient(SECTION, "planvet", server, {
      ...this.options(),
      errorHandler: {
        error: (error, message, count) => patience.error(error, message, count),
        // What never ran would hardly do so the next time, and what is ended stays so.
        closed: () => (ran && isOurs() ? patience.closed() : { action: CloseAction.DoNotRestart, handled: true }),
      },
    });
    const patience = client.createDefaultErrorHandler();
    client.registerFeature(configurations(client));
    client.onDidChangeState(({ newState }) => {
      if (!isOurs()) {
        return;
      }
      switch (newState) {
        case ClientState.Starting:
          this.tell({ kind: "starting", program });
          break;
        case ClientState.Running:
          ran = true;
          this.tell({ kind: "running", program, version: client.initializeResult?.serverInfo?.version ?? version });
          break;
        case ClientState.Stopped:
        case ClientState.StartFailed:
          this.tell({ kind: "failed", program });
          break;
      }
    });
    this.client = client;
    // Not waited for: a server that does not answer could not be ended. The client says why it failed.
    client.start().catch(() => isOurs() && this.tell({ kind: "failed", program }));
  }

  private async end(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    if (client?.state === ClientState.Starting) {
      // It cannot be stopped before it runs.
      await Promise.race([client.start(), sleep(PATIENCE)]).catch(() => {});
    }
    const server = client?.serverProcess;
    try {
      await client?.dispose();
    } catch (error) {
      this.output.warn(String(error));
      server?.kill();
    }
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: DOCUMENTS,
      outputChannel: this.output,
      traceOutputChannel: this.trace.channel,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // One message is enough, and the client shows one.
      initializationFailedHandler: () => false,
      // After a crash the server is told what holds by then.
      initializationOptions: () => ({ ...settings(), showReferences: true }),
      // When plans are checked on save, that is when there is something new.
      diagnosticPullOptions: { onChange: true, onSave: true },
      middleware: {
        workspace: {
          configuration: async (params, token, next) => {
            const values = await next(params, token);
            if (!Array.isArray(values)) {
              return values;
            }
            return params.items.map((item, at) => (item.section === SECTION ? settings() : values[at]));
          },
        },
      },
    };
  }

  private tell(state: State): void {
    this.state = state;
    this.changed(state);
  }
}
