/**
 * Runs a program of Node and ends it, with everything that it started, once whoever started this one is gone: then
 * standard input ends, however sudden the death was. Meant to be started in a process group of its own.
 */

import { spawn } from 'node:child_process'

const child = spawn(process.execPath, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'inherit'] })
child.on('exit', (code) => process.exit(code ?? 1))
// The whole group gets it, and this one ends after the program.
process.on('SIGTERM', () => {})
process.stdin.on('close', () => process.kill(-process.pid, 'SIGKILL')).resume()
