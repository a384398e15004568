"""False claims are found in many wordings, and true ones about the same things are left alone."""

import pytest

from coach.packs.load import load_library
from coach.packs.schema import Misconception
from coach.paths import find_paths
from coach.reviews.offline.misconceptions import find_misconceptions

PACKS = find_paths({}).builtin_packs
PACK = load_library([PACKS], trusted=PACKS).packs["ai-inference"]
DECK = [pytest.param(one, id=one.id) for one in PACK.misconceptions]
PHRASINGS = 3
"""At least so many wordings that make a claim, and so many near misses, for each misconception."""
FALSE = [
    ("host-claude", "I'd have the team deploy Claude 3.5 on our cluster by Wednesday."),
    ("host-claude", "We download the Claude weights from Hugging Face and serve them."),
    ("host-claude", "Adding Claude to our model catalogue is routine for us."),
    ("host-claude", "We would run Claude on our own infrastructure."),
    ("host-claude", "We fine-tune Claude on their data."),
    ("host-claude", "We'd load Claude's weights onto our GPUs."),
    ("host-claude", "We can quantise Claude to fit one node."),
    ("host-claude", "Onboarding Claude takes a couple of days as with each new model."),
    ("p95-worst-case", "p95 is the worst case."),
    ("p95-worst-case", "p99 is the maximum latency."),
    ("p95-worst-case", "p95 is what the typical user sees."),
    ("models-remember", "The model remembers what the user said yesterday."),
    ("models-remember", "The model keeps earlier conversations in its memory."),
    ("kv-cache-on-client", "The KV cache lives on the client."),
    ("kv-cache-on-client", "KV cache sits on the customer's machine so it costs us nothing."),
    ("kv-ttl-cold-start", "A longer KV cache TTL removes the cold start."),
    ("kv-ttl-cold-start", "KV cache tuning will fix cold starts."),
    ("moe-less-memory", "MoE needs less memory."),
    ("moe-less-memory", "Because it's MoE it fits in a quarter of the GPU memory."),
    ("quantisation-free", "Quantizing to int4 has no quality loss."),
    ("quantisation-free", "Quantized int8 models are more accurate than fp16."),
    ("batch-within-the-hour", "Batch results come back within the hour."),
    (
        "tokenizer-is-a-setting",
        "A tokenizer is a preprocessing library, so we swap ours for theirs behind a flag.",
    ),
    ("tokenizer-is-a-setting", "The model doesn't care which tokenizer is used."),
    ("tokenizer-is-a-setting", "We can switch the tokenizer without retraining."),
    ("tokenizer-is-a-setting", "Any model works with any tokenizer."),
    ("token-counts-independent", "Token counts don't change with the tokenizer."),
    ("one-off-no-upkeep", "After it ships there's no maintenance."),
    ("one-off-no-upkeep", "The community will maintain it for free."),
    ("serverless-guarantee", "Serverless comes with an SLA."),
    ("serverless-guarantee", "Serverless guarantees their latency."),
    ("on-demand-per-request", "On-demand GPUs spin up for each request."),
    ("streaming-faster", "Streaming makes generation faster."),
    ("streaming-faster", "Turning on streaming halves the end-to-end time."),
    ("speculative-loses-quality", "Speculative decoding trades accuracy for speed."),
    ("fine-tune-for-facts", "Fine-tune it so that it knows their latest facts."),
    ("soc2-is-hipaa", "SOC 2 means we're HIPAA compliant."),
    ("averaging-percentiles", "We average the p95 of all regions."),
    ("undo-a-licence", "We can always take the release back."),
    ("undo-a-licence", "Open source is reversible."),
    ("licence-stops-clouds", "MIT stops AWS from hosting it."),
    ("licence-stops-clouds", "With GPL no cloud is allowed to host it."),
    ("licence-stops-clouds", "The licence forbids Amazon to resell it, as it's MIT."),
    ("open-weights-is-our-stack", "We'd open source the Llama weights we've trained."),
    ("open-weights-is-our-stack", "We release the Llama models since these are ours."),
    ("bigger-model-longer-context", "A bigger model has a longer context window."),
    ("temperature-zero", "Temperature 0 is deterministic."),
]
TRUE = [
    "We can't host Claude.",
    "We'd never get Claude's weights.",
    "They can run Claude on Bedrock.",
    "A wants support for Claude 3.5 by next week.",
    "Supporting Claude would only be a proxy.",
    "Hosting Claude is not an option.",
    "They call Claude directly with their own key.",
    "I'd compare Claude with Qwen on their cases.",
    "The demo runs on Claude through their AWS account.",
    "p95 within 2 seconds is our target.",
    "p95 back to normal by six.",
    "p95 is a tail target, not the worst case.",
    "The KV cache takes GPU memory.",
    "I'd measure quality before and after quantisation.",
    "Can they swap the tokenizer?",
    "The tokenizer is baked into the weights.",
    "A standard tokenizer file can be uploaded already.",
    "Someone has to maintain it.",
    "Serverless has no SLA.",
    "On shared serverless I'd promise no limits on growth.",
    "Open source can't be taken back.",
    "Apache lets AWS host it.",
    "GPL could keep some clouds away.",
    "We serve Llama and DeepSeek, we don't own them.",
    "Our stack runs Llama faster than others.",
    "The model we have on Thursday has a context window of 128K.",
    "I'd go permissive to keep adoption high.",
    "We'd keep one engineer on maintenance.",
    "I'd deploy Llama on a dedicated deployment for A instead of Claude.",
    "Can we deploy Claude? No.",
    "Claude isn't ours, so our team can't deploy it.",
    "It's reversible until we publish the schema.",
    "We could release Llama-based examples.",
    "If the release hurts p95 we can always take it back.",
    "The shared serverless pool makes a guarantee expensive for everyone.",
    "I would cap max tokens so long outputs do not block the queue.",
    "Flash attention reduces memory from quadratic to linear.",
    "Their eval shows that the larger model always beats the small one on this task.",
    "Spare capacity at night is free to use for batch jobs.",
    "We route each request to the right model with a router.",
    "We could never get Claude's weights, so A has to call Anthropic.",
    "SOC 2 is done, HIPAA is next quarter.",
    "The average across regions hides the p95.",
    "The bigger model has the same context window.",
    "The KV cache is lost when the client's session moves to another replica.",
    "On-demand bills for idle, so a replica that serves every request costs the same.",
    "The model should remember nothing between sessions.",
    "There is no maintenance team for this fork.",
    "We trained a LoRA on Llama for them.",
    "FP8 by default always needs an opt-out because it hurts some tasks.",
    "If p95 is over two seconds we go back, and the worst case is that we lose a day.",
    "In the worst case the p95 doubles, so I would cap the pilot.",
    "I promise p95 under 400 ms at a stated maximum load.",
    "I would guarantee p95 on a reserved deployment, and leave serverless as it is.",
    "We have SOC 2 today and they also need HIPAA, so I would ask legal for a BAA.",
    "We made Llama 30% faster with our kernels.",
    "We keep the scheduler closed to stop AWS from copying it, and put the SDK under Apache.",
    "The team will add Qwen this week as a substitute for Claude.",
    "Bigger models support longer context only if they were trained for it.",
    "Cold starts drop when weights load faster; longer cache lifetimes only help warm replicas.",
    "Use batch where 24 hours is fine and dedicated where they need it in real time.",
]


@pytest.mark.parametrize(("id", "claim"), FALSE)
def test_a_false_claim_is_found(id: str, claim: str) -> None:
    assert id in [one.id for one in find_misconceptions(claim, PACK)]


@pytest.mark.parametrize("statement", TRUE)
def test_a_true_statement_is_left_alone(statement: str) -> None:
    assert find_misconceptions(statement, PACK) == []


def test_what_others_claim_is_not_held_against_the_candidate() -> None:
    assert find_misconceptions("Sales told them we can host Claude on our GPUs.", PACK) == []
    assert find_misconceptions("Could we host Claude on our own GPUs?", PACK) == []


def test_a_word_of_denial_in_a_claim_is_told_from_a_denied_claim() -> None:
    claims = ["Serverless has no limits.", "The KV cache is not needed for short prompts."]
    denials = ["Quantization is not lossless.", "It is a myth that serverless has no limits."]
    assert all(find_misconceptions(claim, PACK) for claim in claims)
    assert not any(find_misconceptions(denial, PACK) for denial in denials)


@pytest.mark.parametrize("one", DECK)
def test_each_of_the_deck_is_found_in_its_phrasings(one: Misconception) -> None:
    assert len({claim.lower() for claim in one.fires_on}) >= PHRASINGS
    missed = [
        claim
        for claim in one.fires_on
        if one.id not in [found.id for found in find_misconceptions(claim, PACK)]
    ]
    assert missed == []


@pytest.mark.parametrize("one", DECK)
def test_near_misses_and_the_right_statement_make_no_false_claim(one: Misconception) -> None:
    assert len({near.lower() for near in one.silent_on}) >= PHRASINGS
    alarms = {
        said: found
        for said in [*one.silent_on, one.right]
        if (found := [claim.id for claim in find_misconceptions(said, PACK)])
    }
    assert alarms == {}


@pytest.mark.parametrize("one", DECK)
def test_each_of_the_deck_says_where_it_comes_from_and_when(one: Misconception) -> None:
    assert one.source
    assert one.as_of
