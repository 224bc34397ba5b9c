/** The License Server as a service of a machine, in the words of its operator. */
export interface ServiceState {
  readonly installed: boolean
  /** It comes with the machine. */
  readonly enabled: boolean
  readonly running: boolean
  readonly program: string
  readonly settings: string
  readonly data: string
}

export interface InstallOptions {
  /** The license cloud, where the bundle does not name it. */
  readonly cloud?: string
}

/** What an install or uninstall did, a sentence each. */
export type Done = readonly string[]

export interface Service {
  /** Also over an older version: the program is replaced, settings and data stay. */
  install(options: InstallOptions): Promise<Done>
  /** Everything goes that `install` brought; with `purge` also the data. */
  uninstall(purge: boolean): Promise<Done>
  state(): ServiceState
}
