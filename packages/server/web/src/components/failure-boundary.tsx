import { Component, type ReactNode } from 'react'
import { FailureNotice } from './failure-notice.js'

/** Keeps a fault in one part from taking the whole page along. A new `resetKey` tries again. */
export class FailureBoundary extends Component<
  { children: ReactNode; resetKey?: string },
  { error: unknown }
> {
  override state: { error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override componentDidUpdate(previous: { resetKey?: string }) {
    if (this.state.error !== null && previous.resetKey !== this.props.resetKey) {
      this.setState({ error: null })
    }
  }

  override render() {
    if (this.state.error === null) return this.props.children
    // Code that could not be fetched is most often that of an older build: a reload brings the new.
    return <FailureNotice error={this.state.error} retry={() => location.reload()} />
  }
}
