/** The request that carries a prompt, down to the bytes of its body. */

import type { Prompt } from 'cuecard'
import type { ReactNode } from 'react'

import { CopyButton } from '../../ui/copy-button'

export function RequestView({ prompt: { fingerprint, request } }: { prompt: Prompt }): ReactNode {
  return (
    <section className="prompt-part" aria-label="Request">
      <div className="prompt-part-head">
        <h3>Request</h3>
        <CopyButton text={request.body} what="the body of the request" />
      </div>
      <p className="request-line">
        <code>
          {request.method} {request.path}
        </code>
        {request.headers.map(([name, value]) => (
          <code key={name}>
            {name}: {value}
          </code>
        ))}
      </p>
      <details className="request-body">
        <summary>Exact body, {new TextEncoder().encode(request.body).length.toLocaleString('en')} bytes</summary>
        <pre tabIndex={0} aria-label="Body of the request">
          {request.body}
        </pre>
      </details>
      <p className="request-hash">
        Fingerprint, the SHA-256 of the body: <code className="hash">{fingerprint}</code>
      </p>
    </section>
  )
}
