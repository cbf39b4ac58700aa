"""Extensions: one file a feature. Each says when and where; what is said comes from bot/answering."""
