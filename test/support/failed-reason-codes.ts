/** The values that the API documents for `FailedReasonCode` of DiagnoseVpnConnections. */
export const FAILED_REASON_CODES: ReadonlySet<string> = new Set(
  (
    'PeerMismatch AlgorithmMismatch EncryptionAlgorithmMismatch AuthenticationAlgorithmMismatch DhGroupMismatch ' +
    'PskMismatch PeerIdMismatch DpdHashNotifyCompatibility DpdTimeout IkeVersionMismatch NegotiationModeMismatch ' +
    'NatTMismatch LifetimeMismatch SecurityProtocolMismatch EncapsulationModeMismatch AlgorithmCompatibility ' +
    'TrafficSelectorMismatch PfsMismatch CommitMismatch ProposalMismatch NegotiationFailed Phase1NegotiationTimeout ' +
    'Phase2NegotiationTimeout NoResponse ReceiveDeleteNotify NoExceptionFound'
  ).split(' '),
);
