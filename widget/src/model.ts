// The part of anywidget's model that is used here, and the tables of messages: the kernel's side has the same ones.

export interface Model {
  get(name: string): unknown;
  on(event: string, callback: (...values: any[]) => void): void;
  off(event: string, callback: (...values: any[]) => void): void;
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBuffer[]): void;
}

export const METHODS = [
  'check',
  'check_again',
  'download',
  'expand',
  'fire',
  'kill',
  'open',
  'pause',
  'pause_trigger',
  'preview',
  'replay',
  'restart',
  'resume',
  'resume_trigger',
  'run',
  'sample',
  'table',
  'unwatch',
  'upload',
  'watch'
] as const;

export type Method = (typeof METHODS)[number];

export type Push = 'card' | 'execution' | 'kept' | 'logs' | 'rows';

// In this order the kernel writes the values of a row.
export const COLUMNS = [
  'id',
  'state',
  'created',
  'ended',
  'trigger',
  'revision',
  'labels',
  'error',
  'done',
  'whole',
  'version'
] as const;

export type ExecutionRow = [
  id: string,
  state: string,
  created: number,
  ended: number | null,
  trigger: string,
  revision: number,
  labels: string,
  error: string,
  done: number,
  whole: number,
  version: number
];

export interface Table {
  columns: string[];
  rows: unknown[][];
  total: number;
}

export type LogRow = [at: number, level: string, task: string, message: string];
